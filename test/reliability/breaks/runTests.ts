import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import * as z from "zod";
import { testFile } from "./list.js";

const REPORT = "breaks-report.json";

/** The relevant part of the output of vitest's JSON reporter. */
const reportSchema = z.object({
  numTotalTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

/** The result of the tests of some files. */
export interface TestRun {
  /** All tests ran, and none failed. */
  isGreen: boolean;
  /** The short names of files that did not pass, for whatever reason. */
  failed: string[];
  /** Failed tests: titles by the short name of their file. */
  noticed: Map<string, string[]>;
  /** Other failures, for people. */
  trouble: string[];
}

/** Any test notices code that does not run at all, and a test that times out may only be slow. Neither counts. */
const SAYS_NOTHING = /^(ReferenceError|SyntaxError|Error: (Test|Hook) timed out)/;

/** Runs the tests of these files, given by their short names, in a copy. */
export async function runTests(directory: string, names: readonly string[], signal: AbortSignal): Promise<TestRun> {
  const report = join(directory, REPORT);
  await rm(report, { force: true });
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const options = ["--project", "unit", "--reporter=json", `--outputFile=${report}`];
  const args = [vitest, "run", ...options, ...names.map(testFile)];
  const { stderr } = await execa(process.execPath, args, { cwd: directory, reject: false, cancelSignal: signal });
  signal.throwIfAborted();
  const text = await readFile(report, "utf8").catch(() => {
    throw new Error(`vitest wrote no report:\n${stderr}`);
  });
  return verdict(reportSchema.parse(JSON.parse(text)), names);
}

function verdict({ success, numTotalTests, testResults }: z.output<typeof reportSchema>, names: readonly string[]) {
  const passed = testResults.filter(({ status }) => status === "passed");
  const failed = names.filter((name) => !passed.some((result) => result.name.endsWith(testFile(name))));
  const isGreen = success && numTotalTests > 0 && failed.length === 0;
  const run: TestRun = { isGreen, failed, noticed: new Map(), trouble: [] };
  for (const { name, message, assertionResults } of testResults) {
    const file = names.find((candidate) => name.endsWith(testFile(candidate))) ?? name;
    // A file whose code does not even load has no tests.
    if (assertionResults.length === 0) run.trouble.push(`${file}: ${message || "no test"}`);
    for (const test of assertionResults) {
      const { fullName, failureMessages } = test;
      if (test.status !== "failed") continue;
      const isTelling = failureMessages.some((failure) => !SAYS_NOTHING.test(failure));
      if (isTelling) run.noticed.set(file, [...(run.noticed.get(file) ?? []), fullName]);
      else run.trouble.push(`${file}: ${fullName}: ${failureMessages[0]?.split("\n")[0]}`);
    }
  }
  return run;
}
