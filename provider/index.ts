export { type GetHostArgs, type GetHostResult, getHost } from "./getHost";
export { HostMaintenanceMode, type HostMaintenanceModeArgs, type MaintenanceTimeouts } from "./hostMaintenanceMode";
export type { Phase, RecordedVm } from "./lifecycle/record";
