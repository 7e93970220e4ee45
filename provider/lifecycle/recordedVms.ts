import { pollUntil, type Vm } from "../cloudtower";
import type { Context } from "./context";
import { SETTLE_MS } from "./observe";
import type { SessionRecord } from "./record";

export type Vms = ReadonlyMap<string, Vm>;

/** For a sentence about a VM that no reading shows. */
export const NOT_SHOWN = "not shown by CloudTower any more: deleted, or hidden from this user";

/**
 * VMs of a session by UUID, once all are shown and as wanted, or for half a minute have not been: what the list says may
 * lag behind a task, and one answer may lack what the next one has.
 * @throws Error where the user sees no VM of the cluster at all, which says nothing about ours
 */
export async function recordedVms(
  { cloudTower, clock, signal }: Context,
  { clusterId, clusterName }: SessionRecord,
  uuids: readonly string[],
  isSo: (vms: Vms) => boolean = () => true,
): Promise<Vms> {
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const read = async () => {
    const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    return new Map(vms.map((vm) => [vm.vmUuid, vm]));
  };
  const vms = await pollUntil(polling, read, (seen) => uuids.every((uuid) => seen.has(uuid)) && isSo(seen));
  if (vms.size === 0 && uuids.length > 0 && !(await cloudTower.showsVmsOf(clusterId, { signal }))) {
    throw new Error(
      `${cloudTower.server} shows no VM of cluster ${clusterName} to this user, so that ours may only be hidden: check that the user may see them; if they are really gone: pulumi state delete`,
    );
  }
  return vms;
}
