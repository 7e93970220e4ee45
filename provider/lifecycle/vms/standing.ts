import { timeOf } from "../../clock";
import type { Vm } from "../../cloudtower";
import { NOT_SHOWN, whereIs } from "../report/words";
import type { VmOutcome } from "../session/receipt";
import { allVms, NEVER, type RecordedVm, type SessionRecord } from "../session/record";
import { listOf, ranBefore } from "./lists";
import type { RestorePolicy } from "./restore";
import { selects, type VmSelector } from "./selector";

/** The current VMs, by UUID. */
export type Vms = ReadonlyMap<string, Vm>;

/** How long after a failed entry a shutdown still counts as caused by it, because a guest may shut down late. */
const LATE_MS = 30 * 60_000;
/** How much the clocks of CloudTower and of a cluster may differ. */
export const SLACK_MS = 60_000;

/**
 * What has become of a VM of a session, once the host is in use.
 * - `owed power`: it ran before, and our entry or exit left it off.
 * - `stopped since`: somebody stopped it after the entry.
 * - `owed place`: it is elsewhere, because the entry left it there or although it was to come back.
 * - `elsewhere`: somebody moved it, or the reason is unknown.
 * - `down`: it ran before, and is neither running nor stopped.
 * - `not known`: it is off, and it is unknown whether it ran before.
 */
export type Standing =
  | "back"
  | "gone"
  | "in the bin"
  | "owed power"
  | "stopped since"
  | "owed place"
  | "elsewhere"
  | "down"
  | "not known";

/** A session whose host is in use. */
export interface Ended {
  record: SessionRecord;
  hostId: string;
  /** The VMs that our exit asked to migrate back. */
  askedBack: ReadonlySet<string>;
}

/** Compares what was recorded about a VM with what is read now. */
export function standingOf(vm: RecordedVm, now: Vm | undefined, { record, hostId, askedBack }: Ended): Standing {
  if (!now || now.powerState === "DELETED") return "gone";
  if (now.inRecycleBin) return "in the bin";
  const ran = ranBefore(record, vm);
  if (ran && now.powerState === "STOPPED") return isStoppedSince(vm, now, record) ? "stopped since" : "owed power";
  if (ran && now.powerState !== "RUNNING") return "down";
  if (vm.powerState === "UNKNOWN" && now.powerState === "STOPPED") return "not known";
  if (now.hostId === hostId) return "back";
  const isWhereLeft = vm.hostIdAfter !== undefined && vm.hostIdAfter === now.hostId;
  return isWhereLeft || askedBack.has(vm.vmUuid) ? "owed place" : "elsewhere";
}

/**
 * Did somebody stop this VM after the entry? Compares two times of the same clock: the last shutdown as read after the
 * entry, and as read now. If either is unknown, the answer is no. A VM that had never been shut down must have been stopped
 * after the entry; as clocks differ, a little before counts too.
 */
export function isStoppedSince(vm: RecordedVm, now: Vm, record: SessionRecord): boolean {
  const is = timeOf(now.lastShutdownTime);
  const began = timeOf(record.enteredAt ?? record.submittedAt);
  const was = timeOf(vm.lastShutdownTime);
  const hasChanged = vm.lastShutdownTime === NEVER ? is >= began - SLACK_MS : !Number.isNaN(was) && is !== was;
  if (Number.isNaN(is) || !hasChanged) return false;
  const late = is - timeOf(record.entryFailedAt);
  return !(listOf(record, vm) === "shutdownVms" && late <= LATE_MS);
}

/** Does the user want this VM back on, or back on the host? Its current and its recorded name both count. */
export function isWanted(
  vm: RecordedVm,
  now: Vm | undefined,
  standing: Standing,
  { record }: Ended,
  { powerOn, liveMigrateBack, offlineMigrateBack }: RestorePolicy,
): boolean {
  const list = listOf(record, vm);
  const back = list === "offlineMigratedVms" ? offlineMigrateBack : liveMigrateBack;
  const isSelected = (selector: VmSelector) =>
    selects(selector, { vmUuid: vm.vmUuid, name: now?.name, formerName: vm.vmName });
  // A VM that should only have migrated, but is off, is off because of us.
  if (standing === "owed power") return isSelected(powerOn) || (list !== "shutdownVms" && isSelected(back));
  return standing === "owed place" && isSelected(back);
}

/** The VMs that are still owed, whether or not the user wants them back. */
export function owedVms(vms: Vms, ended: Ended): RecordedVm[] {
  return allVms(ended.record).filter((vm) =>
    ["owed power", "owed place"].includes(standingOf(vm, vms.get(vm.vmUuid), ended)),
  );
}

/** The VMs that are not as they were before the session. */
export function vmsNotBack(vms: Vms, ended: Ended): RecordedVm[] {
  return allVms(ended.record).filter((vm) => standingOf(vm, vms.get(vm.vmUuid), ended) !== "back");
}

/**
 * What happened to each VM.
 * @param notes why our exit omitted a VM, by UUID
 */
export function outcomes(
  vms: Vms,
  ended: Ended,
  policy: RestorePolicy,
  notes: ReadonlyMap<string, string>,
): VmOutcome[] {
  return allVms(ended.record).map((vm): VmOutcome => {
    const { vmUuid, vmName } = vm;
    const now = vms.get(vmUuid);
    const standing = standingOf(vm, now, ended);
    if (standing === "back") return { vmUuid, vmName, outcome: "restored" };
    const isOwed = isWanted(vm, now, standing, ended, policy);
    const outcome = standing === "owed power" && isOwed ? "failed" : "left";
    return {
      vmUuid,
      vmName,
      outcome,
      why: [reasonFor(standing, now, isOwed), notes.get(vmUuid)].filter(Boolean).join("; "),
    };
  });
}

function reasonFor(standing: Standing, now: Vm | undefined, isOwed: boolean): string {
  const where = whereIs(now);
  const unwanted = isOwed ? "" : "; not selected by restore";
  switch (standing) {
    case "gone":
      return NOT_SHOWN;
    case "owed power":
      return `${where}; it ran before${unwanted}`;
    case "stopped since":
      return `${where} since ${now?.lastShutdownTime}; it ran before; not started, because it was stopped after the entry`;
    case "not known":
      return `${where}; it is not known whether it ran before`;
    case "down":
      return `${where}; it ran before`;
    case "owed place":
      return `${where}; it did not come back to the host${unwanted}`;
    default:
      return where;
  }
}
