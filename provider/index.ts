export type { Phase, RecordedVm } from "./lifecycle/session/record";
export type {
  HostMaintenanceModeArgs,
  MaintenanceRestore,
  MaintenanceTimeouts,
  RestoreSelection,
  VmSelection,
} from "./resources/arguments";
export { type GetHostArgs, type GetHostResult, getHost } from "./resources/getHost";
export { HostMaintenanceMode } from "./resources/hostMaintenanceMode";
