export { type GetHostArgs, type GetHostResult, getHost } from "./getHost";
export {
  HostMaintenanceMode,
  type HostMaintenanceModeArgs,
  type MaintenanceRestore,
  type MaintenanceTimeouts,
  type VmSelection,
} from "./hostMaintenanceMode";
export type { Phase, RecordedVm } from "./lifecycle/record";
