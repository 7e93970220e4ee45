import { writeSync } from "node:fs";
import type { Reporter, SerializedError, TestModule } from "vitest/node";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Ends the output with one line: `N passed, N failed[, N skipped]`. */
export default class CountReporter implements Reporter {
  // If Vitest gives up before the tests start, nothing ran, and that is not a success.
  private counts: Counts = { passed: 0, failed: 1, skipped: 0 };

  onInit(): void {
    // At exit, because other reporters and the global teardown may print after the end of the run.
    process.once("exit", () => writeSync(1, `${countLine(this.counts)}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.counts = count(modules, unhandledErrors.length);
  }
}

export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

type CountedModule = {
  state(): string;
  children: { allTests(): Iterable<{ result(): { state: string } }> };
};

/** Everything that makes the run fail counts as a failure, including files that cannot be loaded and errors outside of tests. */
export function count(modules: readonly CountedModule[], unhandledErrors: number): Counts {
  const counts = { passed: 0, failed: unhandledErrors, skipped: 0 };
  for (const module of modules) {
    const states = [...module.children.allTests()].map((test) => test.result().state);
    const failed = states.filter((state) => state === "failed").length;
    counts.passed += states.filter((state) => state === "passed").length;
    counts.skipped += states.filter((state) => state === "skipped").length;
    counts.failed += failed === 0 && module.state() === "failed" ? 1 : failed;
  }
  return counts;
}
