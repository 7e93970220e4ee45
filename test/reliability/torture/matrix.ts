import type { QuirkSettings } from "../../../simulator/index.js";
import { type MatrixResult, runMatrix, summary } from "../matrix/runMatrix.js";
import { SPEED } from "../matrix/scenario.js";
import { elapsed, withProgress } from "./progress.js";

/** Every way in which a CloudTower may differ from the usual one. */
const QUIRKS: readonly [name: string, quirks: QuirkSettings][] = [
  ["no quirk", {}],
  ["task_id null, done at once", { syncMutations: "null" }],
  ["task_id absent, done at once", { syncMutations: "absent" }],
  ["lists of one entry", { listCap: 1 }],
  ["lists in any order", { shuffle: true }],
  ["Chinese", { chinese: true }],
  ["silent tasks", { tasksSilent: true }],
  ["tasks not known for 10 s", { taskUnknownFor: 10_000 }],
  ["resource_id null", { resourceIdNull: true }],
  ["empty job ids", { jobIdEmpty: true }],
  ["sessions hidden for 10 s", { sessionHiddenFor: 10_000 * SPEED }],
  ["nulls", { nulls: 0.3 }],
  ["vm_uuid null", { vmUuidNull: true }],
  ["sessions of 4 s", { sessionTimeout: 4_000 }],
  ["entries that say FAILED", { failedThoughEntered: true }],
  ["exits that give all back", { generousExit: true }],
  ["stopped VMs that move", { coldMigrateAll: true }],
  ["all that an exit leaves flagged", { verifyFlags: "left" }],
  ["clusters 45 s ahead", { clusterClockOffset: 45_000 }],
  ["4.9.0", { version: "4.9.0" }],
];

export interface Part {
  figures: string[];
  failed: boolean;
}

/** With one kind of server it breaks off: the figures of the others are told all the same. */
function brokenOff(error: unknown): MatrixResult {
  return { cells: 0, converged: 0, failedCleanly: 0, wrong: [String(error instanceof Error ? error.stack : error)] };
}

/** The fault matrix, and again under every quirk. */
export async function tortureMatrix(): Promise<Part> {
  const since = Date.now();
  const figures: string[] = [];
  const total: MatrixResult = { cells: 0, converged: 0, failedCleanly: 0, wrong: [] };
  for (const [name, quirks] of QUIRKS) {
    const result = await withProgress(`fault matrix, ${name}`, (progress) =>
      runMatrix({ quirks, onCell: (done, of) => progress.tell(`${done} cells (of ${of} at most)`) }).catch(brokenOff),
    );
    for (const wrong of result.wrong) console.error(`${name}: ${wrong}`);
    figures.push(`  ${name}: ${summary(result)}`);
    total.cells += result.cells;
    total.converged += result.converged;
    total.failedCleanly += result.failedCleanly;
    total.wrong.push(...result.wrong);
  }
  return {
    figures: [...figures, `${summary(total)} (${QUIRKS.length} kinds of server, ${elapsed(since)})`],
    failed: total.wrong.length > 0,
  };
}
