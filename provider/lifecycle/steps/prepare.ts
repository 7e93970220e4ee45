import type { Host, Vm } from "../../cloudtower";
import { during, type LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { about, requestOf, type Work } from "../situation/evidence";
import { mayEnterCluster } from "./cluster";
import { identifyVms, mustFit, objections } from "./consent";
import { precheck } from "./precheck";

/** All that has to be known before a host may enter. */
export interface Prepared {
  /** On the host. */
  vms: Vm[];
  /** What would have to be shut down, and by what ids CloudTower calls it. */
  shutdownVms: Vm[];
  ids: string[];
  /** Why these must not be shut down; empty: they may. */
  objections: LifecycleError[];
}

/**
 * Finds out what entering would do; changes nothing. A precheck is sent only where no other host of the cluster is in
 * maintenance, which CloudTower would refuse.
 * @throws LifecycleError where the host may not enter, or a name fits no VM
 */
export async function prepare(work: Work, host: Host): Promise<Prepared> {
  const { context, record } = work;
  const { cloudTower, signal } = context;
  const request = requestOf(work);
  const unread = (cause: unknown) => failures.vmsUnreadable({ ...about(work), cause });
  const [vms, others] = await during(unread, () =>
    Promise.all([cloudTower.vmsOnHost(host.id, { signal }), cloudTower.hostsOfCluster(host.clusterId, { signal })]),
  );
  await mayEnterCluster(work, host, others);
  const ids = await precheck(context, about(work), host, request.timeouts.precheckMs);
  const shutdownVms = await during(unread, () => identifyVms(context, ids, vms));
  await mustFit(context, about(work), host, request, vms, record);
  return { vms, shutdownVms, ids, objections: await objections(context, about(work), request, shutdownVms) };
}
