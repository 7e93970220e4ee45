import type { Vm } from "../../cloudtower";
import { NOT_SHOWN, type VmOutcome, whereIs } from "../report/words";
import { allVms, type RecordedVm, type SessionRecord } from "../session/record";
import { ranBefore } from "./lists";
import type { Restore } from "./restore";
import { selects, type VmSelector } from "./selector";

/** VMs as they are now, by UUID. */
export type Vms = ReadonlyMap<string, Vm>;

/** What has to be true of the VMs of a session after it. */
export interface Expected {
  hostId: string;
  /** These ran before: where they are off, they are started. */
  running: ReadonlySet<string>;
  /** These come back to the host. */
  onHost: ReadonlySet<string>;
  /** What an exit call of ours named. Only that does the exit change, and only that is waited for. */
  asked: ReadonlySet<string>;
  /** All that is told: these, and recorded VMs that the exit plan no longer names. */
  all: readonly RecordedVm[];
  /** Of all, those that ran before the entry. */
  ran: ReadonlySet<string>;
}

/**
 * VMs that the plan no longer names, or lists as stopped, are to run again too, if they ran before and may be powered on.
 * @param restore what our exit asked for; undefined: the session ended without one
 * @param isOurDoing whether our entry or exit left VMs off; what somebody else left off they may have meant
 */
export function expectations(
  record: SessionRecord,
  hostId: string,
  powerOn: VmSelector,
  restore: Restore | undefined,
  isOurDoing: boolean,
): Expected {
  const { lists, left = [], names = new Map<string, string>() } = restore ?? {};
  const { powerOn: started = [], liveMigrateBack = [], offlineMigrateBack = [] } = lists ?? {};
  const leftOut = new Set(left.map((vm) => vm.vmUuid));
  const recorded = allVms(record).filter((vm) => !leftOut.has(vm.vmUuid));
  const ran = new Set(recorded.filter((vm) => ranBefore(record, vm)).map((vm) => vm.vmUuid));
  const mayRun = recorded.filter((vm) => selects(powerOn, { vmUuid: vm.vmUuid, name: vm.vmName }));
  const owed = isOurDoing ? mayRun.map((vm) => vm.vmUuid).filter((uuid) => ran.has(uuid)) : [];
  const onHost = new Set([...liveMigrateBack, ...offlineMigrateBack]);
  const running = new Set([...started, ...liveMigrateBack, ...owed]);
  const recordedNames = new Map(recorded.map((vm) => [vm.vmUuid, vm.vmName]));
  const uuids = new Set([...running, ...onHost, ...recordedNames.keys()]);
  const all = [...uuids].map((vmUuid) => ({
    vmUuid,
    vmName: names.get(vmUuid) ?? recordedNames.get(vmUuid) ?? "",
  }));
  return { hostId, running, onHost, asked: new Set([...started, ...onHost]), all, ran };
}

/** Is all that the exit was asked for done? */
export function isAsAsked(vms: Vms, { running, onHost, asked, hostId }: Expected): boolean {
  return [...asked].every((uuid) => {
    const vm = vms.get(uuid);
    if (!vm || vm.inRecycleBin) return true;
    return (!running.has(uuid) || vm.powerState === "RUNNING") && (!onHost.has(uuid) || vm.hostId === hostId);
  });
}

/** VMs that ran before and are off: those that can be started. */
export function offVms(vms: Vms, { all, running }: Expected): RecordedVm[] {
  return all.filter(({ vmUuid }) => {
    const vm = vms.get(vmUuid);
    return running.has(vmUuid) && vm?.powerState === "STOPPED" && !vm.inRecycleBin;
  });
}

/** VMs that ran before and do not run, for whatever reason; those that are gone are not among them. */
export function downVms(vms: Vms, { all, running }: Expected): RecordedVm[] {
  return all.filter(({ vmUuid }) => {
    const vm = vms.get(vmUuid);
    return running.has(vmUuid) && vm && !vm.inRecycleBin && !["RUNNING", "DELETED"].includes(vm.powerState);
  });
}

/** What became of each VM. */
export function outcomes(vms: Vms, expected: Expected): VmOutcome[] {
  return expected.all.map((vm) => ({ ...vm, ...outcomeOf(vms.get(vm.vmUuid), vm.vmUuid, expected) }));
}

function outcomeOf(
  vm: Vm | undefined,
  uuid: string,
  { hostId, running, onHost, asked, ran }: Expected,
): Pick<VmOutcome, "outcome" | "why"> {
  if (!vm || vm.powerState === "DELETED") return { outcome: "left", why: NOT_SHOWN };
  if (vm.inRecycleBin) return { outcome: "left", why: "in the recycle bin" };
  const runs = vm.powerState === "RUNNING";
  const isHere = vm.hostId === hostId;
  if (running.has(uuid) && !runs) return { outcome: "failed", why: whereIs(vm) };
  if (onHost.has(uuid) && !isHere)
    return { outcome: "failed", why: `did not come back to the host: it ${whereIs(vm)}` };
  if (isHere && (runs || !ran.has(uuid))) return { outcome: "restored" };
  if (asked.has(uuid))
    return { outcome: "left", why: `runs again, on another host: ${vm.hostName ?? "none that CloudTower shows"}` };
  return { outcome: "left", why: `${asked.size > 0 ? "not in CloudTower's exit plan: it " : ""}${whereIs(vm)}` };
}
