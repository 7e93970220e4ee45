// `npm run mutation`: makes small changes in the pure files of the lifecycle, one at a time, and runs the table tests, which should
// notice each. docs/reliability.md has the scores, and the reason for each change that was not noticed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const lifecycle = "provider/lifecycle";

/** `file:first-last`, the lines of one function: the rest of the file talks to CloudTower. */
function linesOf(file, name) {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.startsWith(`export function ${name}(`));
  if (first === -1) throw new Error(`${file} has no function ${name}`);
  const last = lines.indexOf("}", first);
  return `${file}:${first + 1}-${last + 1}`;
}

export default {
  mutate: [
    `${lifecycle}/situation/{situate,table}.ts`,
    linesOf(`${lifecycle}/situation/settle.ts`, "fits"),
    `${lifecycle}/session/{identity,facts,record}.ts`,
    `${lifecycle}/vms/*.ts`,
  ],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  vitest: { configFile: "scripts/mutation/vitest.config.mts" },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // The table of situations is built when its file is loaded, so each change of it needs a reload.
  warnings: { slow: false },
  // Copies only the files that the table tests load.
  ignorePatterns: [
    "*",
    "!provider/**",
    "!test/**",
    "!scripts/{mutation,generate}/**",
    "!docs/situations.md",
    "!package.json",
    "!tsconfig.json",
  ],
  reporters: ["clear-text", "html", ...(process.stdout.isTTY ? ["progress"] : [])],
  clearTextReporter: { logTests: false, allowColor: false },
  htmlReporter: { fileName: "reports/mutation.html" },
  allowEmpty: false,
  thresholds: { high: 95, low: 90, break: 90 },
};
