import { pollUntil, type Vm } from "../cloudtower";
import type { Context } from "./context";
import { LifecycleError } from "./errors";
import type { SessionRecord } from "./record";
import { SETTLE_MS } from "./staying";

export type Vms = ReadonlyMap<string, Vm>;

/** For a sentence about a VM that no reading shows. */
export const NOT_SHOWN = "not shown by CloudTower any more: deleted, or hidden from this user";

/**
 * VMs of a session by UUID, once all are shown and as wanted, or for half a minute have not been: what the list says may
 * lag behind a task, and one answer may lack what the next one has.
 * @throws LifecycleError where the user sees no VM of the cluster at all, which says nothing about ours
 */
export async function recordedVms(
  context: Context,
  record: SessionRecord,
  uuids: readonly string[],
  isSo: (vms: Vms) => boolean = () => true,
): Promise<Vms> {
  const { cloudTower, clock, signal } = context;
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const read = async () => {
    const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    return new Map(vms.map((vm) => [vm.vmUuid, vm]));
  };
  const vms = await pollUntil(polling, read, (seen) => uuids.every((uuid) => seen.has(uuid)) && isSo(seen));
  if (vms.size > 0 || uuids.length === 0 || !(await areHidden(context, record))) return vms;
  throw new LifecycleError({
    host: record.hostName,
    phase: "observe",
    what: `${cloudTower.server} shows no VM of cluster ${record.clusterName} to this user, so that those of the host may only be hidden`,
    next: "check that the user may see the VMs, then run the same command again; if they are really gone: pulumi state delete",
    record,
  });
}

/** No VM of the cluster is shown, and its hosts do not say that there is none. */
async function areHidden({ cloudTower, signal }: Context, { clusterId }: SessionRecord): Promise<boolean> {
  if (await cloudTower.showsVmsOf(clusterId, { signal })) return false;
  const hosts = await cloudTower.hostsOfCluster(clusterId, { signal });
  return !hosts.every(({ vmCount }) => vmCount === 0);
}
