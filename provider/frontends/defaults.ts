import type { RestorePolicy } from "../lifecycle/vms/restore";

/**
 * Everything comes back, except that a VM which somebody has moved, started or stopped meanwhile stays where it is.
 * Migrating it back would undo what a person did on purpose, and leaving it cannot leave a VM without power.
 */
const RESTORE: RestorePolicy = {
  powerOn: "all",
  liveMigrateBack: "all",
  offlineMigrateBack: "all",
  changed: "skip",
};

/**
 * What counts where the user says nothing, for every argument but `hostId`. That of `allowShutdown` is the stack's
 * setting, so it has none here. Without any import at run time: the program loads this too.
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

/** The groups of arguments: each of their keys has a default of its own. */
export const GROUPS = ["restore", "timeouts"] as const;
