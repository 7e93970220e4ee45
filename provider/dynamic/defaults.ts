import { DEFAULT_RESTORE } from "../lifecycle";

/** What counts where the user says nothing. `allowShutdown` is missing: its default is the stack's setting. */
export const DEFAULTS = {
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheck: "10m", enter: "2h", exit: "2h" },
  restore: DEFAULT_RESTORE,
} as const;
