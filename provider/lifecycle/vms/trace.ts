import { timeOf } from "../../clock";
import type { Vm } from "../../cloudtower";
import type { Did, VmOutcome, VmTrace } from "../session/receipt";
import { allVms, type RecordedVm, type SessionRecord } from "../session/record";
import { listOf } from "./lists";
import { type Ended, SLACK_MS, standingOf, type Vms } from "./standing";

/**
 * Adds what is known of each VM's power and place at the end of a session.
 * @param starts when VMs ran again at the latest, by UUID, as far as an exit or a start call of ours started them
 */
export function traced(told: readonly VmOutcome[], vms: Vms, ended: Ended, starts: ReadonlyMap<string, string>) {
  const recorded = new Map(allVms(ended.record).map((vm) => [vm.vmUuid, vm]));
  return told.map((outcome): VmOutcome => {
    const vm = recorded.get(outcome.vmUuid);
    return vm ? { ...outcome, ...traceOf(vm, vms.get(vm.vmUuid), ended, starts) } : outcome;
  });
}

function traceOf(vm: RecordedVm, now: Vm | undefined, ended: Ended, starts: ReadonlyMap<string, string>): VmTrace {
  const { record } = ended;
  const onAt = now?.powerState === "RUNNING" ? starts.get(vm.vmUuid) : undefined;
  const since = shutdownSince(vm, now, record);
  const did = didTo(vm, now, since, ended);
  const offAt = did === "shut down" || onAt ? since : undefined;
  const stoppedAt = standingOf(vm, now, ended) === "stopped since" ? now?.lastShutdownTime : undefined;
  const isThere = now && now.powerState !== "DELETED";
  return {
    ...(did ? { did } : {}),
    ...(offAt ? { offAt } : {}),
    ...(onAt ? { onAt } : {}),
    ...(stoppedAt ? { stoppedAt } : {}),
    ...(isThere ? { powerState: now.powerState } : {}),
    ...(isThere && now.hostName !== undefined ? { hostName: now.hostName } : {}),
  };
}

/** The first shutdown that is known of since the entry was submitted. */
function shutdownSince(vm: RecordedVm, now: Vm | undefined, { submittedAt, enteredAt }: SessionRecord) {
  const began = timeOf(submittedAt ?? enteredAt) - SLACK_MS;
  return [vm.lastShutdownTime, now?.lastShutdownTime].find((time) => timeOf(time) >= began);
}

/** Undefined: nothing tells. After an entry that failed, the lists are only what it was about to do. */
function didTo(vm: RecordedVm, now: Vm | undefined, offAt: string | undefined, ended: Ended): Did | undefined {
  const { record, hostId, askedBack } = ended;
  const list = listOf(record, vm);
  const moved = list === "offlineMigratedVms" ? "moved while off" : "migrated";
  if (record.phase === "entering" || record.phase === "entry-failed") {
    if (list === "shutdownVms" && offAt) return "shut down";
    if (vm.hostIdAfter === undefined) return undefined;
    return vm.hostIdAfter === record.hostId ? "not touched" : moved;
  }
  if (list === "shutdownVms") return "shut down";
  // Running VMs have left a host that is in maintenance. Of the others, the exit plan names those that have.
  if (list === "liveMigratedVms" || vm.targetHostName !== undefined || askedBack.has(vm.vmUuid)) return moved;
  return now?.hostId === hostId ? "not touched" : undefined;
}
