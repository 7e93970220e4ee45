import type { RestorePolicy } from "../lifecycle/vms/restore";

/**
 * All VMs come back, except that a VM which somebody has moved, started or stopped in the meantime is not migrated. Migrating
 * it could undo what a person did on purpose, and not migrating it never leaves a VM without power.
 */
const RESTORE: RestorePolicy = {
  powerOn: "all",
  liveMigrateBack: "all",
  offlineMigrateBack: "all",
  changed: "skip",
};

/**
 * Defaults of all arguments except `hostId`. The default of `allowShutdown` is the stack's setting, so it is undefined here. No
 * imports at run time, because programs load this file too.
 */
export const DEFAULTS = {
  allowShutdown: undefined,
  restore: RESTORE,
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheck: "10m", waitToEnter: "0s", enter: "2h", waitToExit: "30m", exit: "2h" },
  reason: undefined,
  connection: undefined,
} as const;

/** The same for a run. It waits for what refuses the next host of a cluster after the last one came back. */
export const RUN_DEFAULTS = {
  ...DEFAULTS,
  timeouts: { ...DEFAULTS.timeouts, waitToEnter: "2h", run: "4h", reboot: "45m", verify: "30m" },
  unless: undefined,
  reboot: false,
  verify: undefined,
  triggers: [],
  onFailure: "stay",
  ifInterrupted: "ask",
  gate: { alerts: "refuse" },
  environment: {},
  directory: ".",
} as const;

/** Arguments that are groups of keys, each with its own default. */
export const GROUPS = ["restore", "timeouts"] as const;
