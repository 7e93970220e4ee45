import { pollUntil } from "../../cloudtower";
import type { Context } from "../context";
import { messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, whereIs } from "../report/words";
import { allVms, type SessionRecord } from "../session/record";
import { about, recordOf, type Work } from "../situation/evidence";
import { SETTLE_MS } from "../situation/settle";
import { standingOf, type Vms } from "../vms/standing";

/** VMs by UUID, as they are now. */
export async function vmsNow({ cloudTower, signal }: Context, uuids: readonly string[]): Promise<Vms> {
  const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
  return new Map(vms.map((vm) => [vm.vmUuid, vm]));
}

/**
 * VMs of a session, once all are shown and as wanted, or for half a minute have not been: a list may lag behind a task, and
 * one answer may lack what the next one has.
 * @throws LifecycleError where the user sees no VM of the cluster at all, which says nothing about ours
 */
export async function readVms(
  work: Work,
  uuids: readonly string[],
  isAsWanted: (vms: Vms) => boolean = () => true,
): Promise<Vms> {
  const { cloudTower, clock, signal } = work.context;
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const vms = await pollUntil(
    polling,
    () => vmsNow(work.context, uuids),
    (seen) => uuids.every((uuid) => seen.has(uuid)) && isAsWanted(seen),
  );
  if (vms.size > 0 || uuids.length === 0 || !(await areHidden(work))) return vms;
  const { clusterName } = recordOf(work);
  throw failures.vmsHidden(about(work), cloudTower.server, clusterName);
}

/** No VM of the cluster is shown, and its hosts do not say that there is none. */
async function areHidden(work: Work): Promise<boolean> {
  const { cloudTower, signal } = work.context;
  const { clusterId } = recordOf(work);
  if (await cloudTower.showsVmsOf(clusterId, { signal })) return false;
  const hosts = await cloudTower.hostsOfCluster(clusterId, { signal });
  return !hosts.every(({ vmCount }) => vmCount === 0);
}

/**
 * Where the recorded VMs are that are not as before the entry, as a sentence; what cannot be read is said, not thrown.
 */
export async function whereabouts(context: Context, record: SessionRecord): Promise<string> {
  const recorded = allVms(record);
  try {
    const now = await vmsNow(
      context,
      recorded.map((vm) => vm.vmUuid),
    );
    return told(record, now);
  } catch (error) {
    return `Where its VMs are could not be read: ${messageOf(error)}`;
  }
}

/** The same of VMs that have been read. "As before" is said only where "before" is known. */
export function told(record: SessionRecord, now: Vms): string {
  const ended = { record, hostId: record.hostId, askedBack: new Set<string>() };
  const away = allVms(record).flatMap((vm) => {
    const standing = standingOf(vm, now.get(vm.vmUuid), ended);
    const note = standing === "not known" ? ", and whether it ran before is not known" : "";
    return standing === "back" ? [] : `${describeVm(vm)} ${whereIs(now.get(vm.vmUuid))}${note}`;
  });
  if (away.length > 0) return `Of its VMs, ${away.join("; ")}`;
  const isKnown = !record.adopted || allVms(record).some((vm) => vm.powerState !== undefined);
  return isKnown ? "All its VMs are as they were before" : "What its VMs did before is not known";
}
