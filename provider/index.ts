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
export { HostMaintenanceRun } from "./resources/hostMaintenanceRun";
export type { GetHostResult } from "./resources/hostResult";
export type { HostChoice, RollingHost, RollingMaintenanceArgs } from "./resources/rollingArguments";
export { RollingMaintenance } from "./resources/rollingMaintenance";
export type { HostMaintenanceRunArgs, MaintenanceGate, MaintenanceWork, RunTimeouts } from "./resources/runArguments";
export type { Restored, RunRecord, Stage, StageTimes } from "./runs/record";
