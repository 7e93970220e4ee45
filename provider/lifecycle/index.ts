export { concern } from "./concern";
export type { Context, MaintenanceRequest, Progress, Timeouts } from "./context";
export { foresee, type Prospect } from "./foresee";
export { type Look, look } from "./look";
export { during, type Failure, LifecycleError, messageOf } from "./report/failure";
export { failures } from "./report/failures";

export {
  type Fact,
  type FactKind,
  type FactStore,
  type HostKey,
  isAhead,
  settled,
} from "./session/facts";
export { passOn } from "./session/known";
export type { Did, Ending, Receipt, VmOutcome, Who } from "./session/receipt";
export {
  isUnfinished,
  type Phase,
  RECORD_FIELDS,
  RECORD_VERSION,
  type SessionRecord,
} from "./session/record";
export { linkTo } from "./situation/evidence";
export { type Stay, stayOf } from "./stay";
export { create, type Removed, read, remove, update } from "./verbs";
export { type ChangedVm, type NamedVm, type Owed, owedAfter, owedByPlan, owedByRecord, uuidsOf } from "./vms/owed";
export { RESTORE_LISTS, type RestorePolicy } from "./vms/restore";
export { exceeds, sameSelector, type VmList, type VmSelector } from "./vms/selector";
