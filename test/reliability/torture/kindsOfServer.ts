import type { QuirkSettings } from "../../../simulator/index.js";
import { SPEED } from "../matrix/scenario.js";

/** Every way in which a CloudTower may differ from the usual one. */
export const KINDS: ReadonlyMap<string, QuirkSettings> = new Map<string, QuirkSettings>([
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
]);
