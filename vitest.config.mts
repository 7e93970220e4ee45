import { defineConfig } from "vitest/config";
import LongestFirst from "./scripts/vitest/longestFirst.js";

const E2E = "test/e2e/**/*.test.ts";
/** These change what a process has once: Pulumi's runtime, the provider's connections, the environment. */
const APART = ["test/{resources,frontends}/**/*.test.ts", "test/*.test.ts"];

export default defineConfig({
  test: {
    reporters: ["default", "./scripts/vitest/countReporter.ts"],
    // A real `pulumi up` starts four processes: more workers than this starve each other on a small machine. On two cores two of them
    // use the time in which the others wait, for time limits and for each other's processes.
    maxWorkers: 4,
    // Most test files run each function a few times only, and a baseline compiler suits that: 7 % less CPU time. What a test leaves behind
    // is gone before it outgrows a large nursery, so that less is copied: 10 to 15 % less.
    execArgv: ["--sparkplug", "--max-semi-space-size=64"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [E2E, ...APART],
          // Files of one worker share what they have loaded, and what the compiler has learnt: 40 % less CPU time.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "apart", include: APART, testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: [E2E],
          isolate: false,
          globalSetup: "test/e2e/harness/globalSetup.ts",
          testTimeout: 300_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
