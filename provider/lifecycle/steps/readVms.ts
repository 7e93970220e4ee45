import { pollUntil } from "../../cloudtower";
import type { Context } from "../context";
import { messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, whereIs } from "../report/words";
import { allVms, type SessionRecord } from "../session/record";
import { about, recordOf, type Work } from "../situation/evidence";
import { SETTLE_MS } from "../situation/settle";
import type { Vms } from "../vms/expected";
import { notBack } from "../vms/lists";

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
  const read = async () => {
    const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    return new Map(vms.map((vm) => [vm.vmUuid, vm]));
  };
  const vms = await pollUntil(polling, read, (seen) => uuids.every((uuid) => seen.has(uuid)) && isAsWanted(seen));
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

/** Where the recorded VMs are that are not as before the entry, as a sentence; what cannot be read is said, not thrown. */
export async function whereabouts({ cloudTower, signal }: Context, record: SessionRecord): Promise<string> {
  try {
    const uuids = allVms(record).map((vm) => vm.vmUuid);
    const now = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    const byUuid = new Map(now.map((vm) => [vm.vmUuid, vm]));
    const away = notBack(record, record.hostId, now).map((vm) => `${describeVm(vm)} ${whereIs(byUuid.get(vm.vmUuid))}`);
    return away.length > 0 ? `Of its VMs, ${away.join("; ")}` : "All its VMs are as they were before";
  } catch (error) {
    return `Where its VMs are could not be read: ${messageOf(error)}`;
  }
}
