export type { HostState } from "./frontends/hostQuery";
export type { Phase, RecordedVm } from "./lifecycle/session/record";
export type {
  HostMaintenanceModeArgs,
  MaintenanceRestore,
  MaintenanceTimeouts,
  RestoreSelection,
  VmSelection,
} from "./resources/arguments";
export { type GetHostArgs, getHost } from "./resources/getHost";
export { type GetHostsArgs, getHosts } from "./resources/getHosts";
export { HostMaintenanceMode } from "./resources/hostMaintenanceMode";
export type { GetHostResult } from "./resources/hostResult";
