import { pollUntil } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Context } from "../context";
import { messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, whereIs } from "../report/words";
import { allVms, type RecordedLists, type SessionRecord } from "../session/record";
import { SETTLE_MS } from "../situation/settle";
import { about, recordOf, type Work } from "../situation/work";
import { standingOf, type Vms } from "../vms/standing";

/** The current VMs, by UUID. */
async function vmsNow({ cloudTower, signal }: Context, uuids: readonly string[]): Promise<Vms> {
  const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
  return new Map(vms.map((vm) => [vm.vmUuid, vm]));
}

/** The current VMs of a record. */
export async function recordedNow(context: Context, record: RecordedLists): Promise<Vms> {
  return vmsNow(
    context,
    allVms(record).map((vm) => vm.vmUuid),
  );
}

/**
 * The VMs of a session, once all of them are shown and as wanted, or after half a minute. A list may lag behind a task,
 * and one answer may lack what the next one has.
 * @throws LifecycleError if the user sees no VM of the cluster at all, which says nothing about ours
 */
export async function readVms(
  work: Work,
  uuids: readonly string[],
  isAsWanted: (vms: Vms) => boolean = () => true,
): Promise<Vms> {
  const { cloudTower, clock, signal } = work.context;
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const names = new Map(allVms(recordOf(work)).map((vm) => [vm.vmUuid, vm.vmName]));
  const vms = await pollUntil(
    polling,
    () => vmsNow(work.context, uuids),
    (seen) => {
      const hidden = uuids.filter((uuid) => !seen.has(uuid)).map((uuid) => asName(names.get(uuid) ?? uuid));
      if (hidden.length > 0) work.context.progress.status?.(`waiting for ${hidden.join(", ")} to be shown`);
      return hidden.length === 0 && isAsWanted(seen);
    },
  );
  if (vms.size > 0 || uuids.length === 0 || !(await areHidden(work))) return vms;
  const { clusterName } = recordOf(work);
  throw failures.vmsHidden(about(work), cloudTower.server, clusterName);
}

/** Are the cluster's VMs hidden? Yes, if none is shown although its hosts do not report zero VMs. */
async function areHidden(work: Work): Promise<boolean> {
  const { cloudTower, signal } = work.context;
  const { clusterId } = recordOf(work);
  if (await cloudTower.showsVmsOf(clusterId, { signal })) return false;
  const hosts = await cloudTower.hostsOfCluster(clusterId, { signal });
  return !hosts.every(({ vmCount }) => vmCount === 0);
}

/**
 * Describes the recorded VMs that are not as before the entry. If they cannot be read, it says so instead of throwing.
 */
export async function whereabouts(context: Context, record: SessionRecord): Promise<string> {
  try {
    return told(record, await recordedNow(context, record));
  } catch (error) {
    return `The places of its VMs could not be read: ${messageOf(error)}`;
  }
}

/** The same, for VMs that have been read. It says "as before" only if "before" is known. */
export function told(record: SessionRecord, now: Vms): string {
  const ended = { record, hostId: record.hostId, askedBack: new Set<string>() };
  const away = allVms(record).flatMap((vm) => {
    const standing = standingOf(vm, now.get(vm.vmUuid), ended);
    const note = standing === "not known" ? ", and it is not known whether it ran before" : "";
    return standing === "back" ? [] : `${describeVm(vm)} ${whereIs(now.get(vm.vmUuid))}${note}`;
  });
  if (away.length > 0) return `Of its VMs, ${away.join("; ")}`;
  const isKnown = !record.adopted || allVms(record).some((vm) => vm.powerState !== undefined);
  return isKnown ? "All its VMs are as they were before" : "Which of its VMs ran before is not known";
}
