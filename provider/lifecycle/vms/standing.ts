import type { Vm } from "../../cloudtower";
import { NOT_SHOWN, whereIs } from "../report/words";
import type { VmOutcome } from "../session/facts";
import { allVms, type RecordedVm, type SessionRecord } from "../session/record";
import { listOf, ranBefore } from "./lists";
import type { RestorePolicy } from "./restore";
import { selects, type VmSelector } from "./selector";

/** VMs as they are now, by UUID. */
export type Vms = ReadonlyMap<string, Vm>;

/** A guest that obeys late: so long after a failed entry its shutdown is still that entry's doing. */
const LATE_MS = 30 * 60_000;

/**
 * How a VM of a session stands once its host is in use. `owed power`: it ran before, and our entry or exit left it off.
 * `stopped since`: somebody stopped it after the entry. `owed place`: it is elsewhere, where the entry left it or although
 * it was to come back. `elsewhere`: somebody moved it, or nothing tells. `down`: it ran before, and is neither on nor off. `not known`: it is
 * off, and nobody knows whether it ran before.
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
  /** What our exit named to be migrated back. */
  askedBack: ReadonlySet<string>;
}

/** What has become of a VM, by what was recorded and what is read now. */
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
 * Was a VM that is off stopped by somebody after the entry? Times of the same clock are compared: the last shutdown as it
 * was read after the entry, and as it is now. One that is not known proves nothing.
 */
export function isStoppedSince(vm: RecordedVm, now: Vm, record: SessionRecord): boolean {
  const [was, is] = [Date.parse(vm.lastShutdownTime ?? ""), Date.parse(now.lastShutdownTime ?? "")];
  if (Number.isNaN(was) || Number.isNaN(is) || was === is) return false;
  const late = is - Date.parse(record.entryFailedAt ?? "");
  return !(listOf(record, vm) === "shutdownVms" && late <= LATE_MS);
}

/** Does the user want a VM back: on, or on the host? By its name now, or as it was recorded. */
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
  // One that was only to migrate and is off all the same came to grief by our doing.
  if (standing === "owed power") return isSelected(powerOn) || (list !== "shutdownVms" && isSelected(back));
  return standing === "owed place" && isSelected(back);
}

/** VMs that are still to be given back, whether or not the user wants that. */
export function owedVms(vms: Vms, ended: Ended): RecordedVm[] {
  return allVms(ended.record).filter((vm) =>
    ["owed power", "owed place"].includes(standingOf(vm, vms.get(vm.vmUuid), ended)),
  );
}

/** VMs that are not as before the session. */
export function vmsNotBack(vms: Vms, ended: Ended): RecordedVm[] {
  return allVms(ended.record).filter((vm) => standingOf(vm, vms.get(vm.vmUuid), ended) !== "back");
}

/**
 * What became of each VM.
 * @param notes why our exit did not name a VM, by UUID
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
      return `${where}; whether it ran before is not known`;
    case "down":
      return `${where}; it ran before`;
    case "owed place":
      return `${where}, and did not come back to the host${unwanted}`;
    default:
      return where;
  }
}
