import fc from "fast-check";
import { anyCase } from "./arbitraries";
import type { Case } from "./case";
import { runCase } from "./runCase";

export interface PropertyOptions {
  runs: number;
  seed?: number | undefined;
  /** Where a shrunk counterexample is, as a failure printed it. */
  path?: string | undefined;
  onRun?: (() => void) | undefined;
}

export interface PropertyResult {
  runs: number;
  seed: number;
  /** All runs together. */
  counts: Record<string, number>;
  /** Of the smallest case that was found to go wrong: seed, path, case and what is wrong. */
  failure?: string;
}

export async function checkProperty({ runs, seed, path, onRun }: PropertyOptions): Promise<PropertyResult> {
  const counts: Record<string, number> = {};
  const property = fc.asyncProperty(anyCase, async (given: Case) => {
    const happened = await runCase(given);
    for (const [what, count] of Object.entries(happened)) counts[what] = (counts[what] ?? 0) + count;
    onRun?.();
  });
  const details = await fc.check(property, {
    numRuns: runs,
    ...(seed === undefined ? {} : { seed }),
    ...(path === undefined ? {} : { path }),
  });
  const why = details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance);
  const failure = details.failed ? `${await fc.asyncDefaultReportMessage(details)}\n\n${why}` : undefined;
  return { runs: details.numRuns, seed: details.seed, counts, ...(failure ? { failure } : {}) };
}
