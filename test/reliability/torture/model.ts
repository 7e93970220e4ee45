import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { checkProperty, type PropertyOptions, type PropertyResult } from "../model/property.js";
import { inProcess, sums } from "./inProcess.js";
import type { Part } from "./matrix.js";
import { elapsed, withProgress } from "./progress.js";

/** The model-based property in the long mode, on every core. Each failure is printed at once, with seed and path. */
export async function tortureModel({ runs, seed, path }: Omit<PropertyOptions, "onRun">): Promise<Part> {
  const since = Date.now();
  const parts = seed === undefined && path === undefined ? sharesOf(runs) : [{ runs, seed: seed ?? 0, path }];
  const results = await withProgress("model-based property", async (progress) => {
    const done = parts.map(() => 0);
    const tell = (part: number, count: number) => {
      done[part] = count;
      progress.tell(`${done.reduce((sum, one) => sum + one, 0)} of ${runs} runs`);
    };
    return (await Promise.all(parts.map((part, index) => check(part, (count) => tell(index, count))))).flat();
  });
  const { verbs = 0, failed = 0, destroyed = 0, kills = 0 } = sums(results.map(({ counts }) => counts));
  const found = results.filter(({ failure }) => failure !== undefined).length;
  const told = results.reduce((sum, result) => sum + result.runs, 0);
  const seeds = results.map((result) => result.seed).join(", ");
  return {
    figures: [
      `model-based property: ${told} runs (seeds ${seeds}), ${verbs} verbs, ${failed} of them failed cleanly, ${kills} were killed, ${destroyed} sessions ended, ${found} counterexamples (${elapsed(since)})`,
    ],
    failed: found > 0,
  };
}

interface Share {
  runs: number;
  seed: number;
  path?: string | undefined;
  /** Go on after a counterexample. Not with a seed that was asked for. */
  isOpen?: boolean;
}

/** More from one process would be of the same fault. */
const MOST_FOUND = 5;

function sharesOf(runs: number): Share[] {
  const count = Math.min(availableParallelism(), runs);
  return Array.from({ length: count }, (_, index) => ({
    runs: Math.floor(runs / count) + (index < runs % count ? 1 : 0),
    seed: randomInt(2 ** 31),
    isOpen: true,
  }));
}

/**
 * In a process of its own, because a story fills a core. One story is told in this one, where a debugger finds it. A counterexample ends
 * a property: the other stories follow with another seed, so that one run finds most that there are.
 */
async function check(
  { runs, seed, path, isOpen = false }: Share,
  onRun: (count: number) => void,
): Promise<PropertyResult[]> {
  const results: PropertyResult[] = [];
  let told = 0;
  do {
    const others = told;
    const result =
      path === undefined
        ? await inProcess<PropertyResult>(
            "stories/main.ts",
            [String(runs - others), String(others === 0 ? seed : randomInt(2 ** 31))],
            (count) => onRun(others + count),
          )
        : await checkProperty({ runs, seed, path });
    if (result.failure) console.error(result.failure);
    results.push(result);
    told += result.runs;
  } while (isOpen && told < runs && results.filter(({ failure }) => failure).length < MOST_FOUND);
  return results;
}
