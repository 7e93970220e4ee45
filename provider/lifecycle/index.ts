export { concern } from "./concern";
export { beat, type Context, forHost, type MaintenanceRequest, type Progress, type Timeouts } from "./context";
export { foresee, type Prospect } from "./foresee";
export { type Look, look } from "./look";
export { type About, during, type Failure, fail, LifecycleError, messageOf, type Verb } from "./report/failure";
export { failures } from "./report/failures";
export { elapsed, shortly } from "./report/words";
export { type Attempt, endOf, isAttemptOf, isLaterAttempt } from "./session/attempt";
export {
  type Fact,
  type FactKind,
  type FactStore,
  type HostKey,
  isAhead,
  settled,
} from "./session/facts";
export { identify, shownBy } from "./session/identity";
export { passOn } from "./session/known";
export { urnOf } from "./session/owner";
export type { Did, Ending, Receipt, VmOutcome, Who } from "./session/receipt";
export {
  isUnfinished,
  type Phase,
  RECORD_FIELDS,
  RECORD_VERSION,
  type SessionRecord,
} from "./session/record";
export { describeTag, isOwn, type TagOwner, tagsOn } from "./session/tag";
export { describeSession, hostState, linkTo } from "./situation/evidence";
export { renewTag, tagOwner } from "./situation/marking";
export type { Situation } from "./situation/situate";
export { isSeen } from "./situation/table";
export { type Stay, stayOf, type TagView } from "./stay";
export { minutely, submit } from "./steps/calls";
export { create, read, remove, update } from "./verbs";
export { type ChangedVm, type NamedVm, type Owed, owedAfter, owedByPlan, owedByRecord, uuidsOf } from "./vms/owed";
export { RESTORE_LISTS, type RestorePolicy } from "./vms/restore";
export { exceeds, sameSelector, type VmList, type VmSelector } from "./vms/selector";
