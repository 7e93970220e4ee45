import { expect, test } from "vitest";
import { count, countLine } from "../../scripts/vitest/countReporter.js";

function module(state: string, ...tests: string[]) {
  return {
    state: () => state,
    children: { allTests: () => tests.map((test) => ({ result: () => ({ state: test }) })) },
  };
}

test("counts tests by their result", () => {
  const counts = count([module("passed", "passed", "skipped"), module("failed", "passed", "failed")], 0);
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test("a file that cannot be loaded and an error outside of any test are failures", () => {
  expect(count([module("failed")], 1)).toEqual({ passed: 0, failed: 2, skipped: 0 });
});

test("the line names skipped tests only if there are any", () => {
  expect(countLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
  expect(countLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
});
