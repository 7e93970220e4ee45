import type { Host } from "../../cloudtower";
import { failures } from "../report/failures";
import { holderOf } from "../session/facts";
import { shownBy } from "../session/identity";
import { about, hostState, type Work } from "../situation/evidence";

/**
 * One host of a cluster can be in maintenance at a time. Where another one is, or another resource of this program is about
 * to enter one, that is said before CloudTower is asked.
 * @throws LifecycleError naming the host that holds the cluster
 */
export async function mayEnterCluster(work: Work, host: Host, others: readonly Host[]): Promise<void> {
  const { context, known } = work;
  const other = others.find((candidate) => candidate.id !== host.id && isAway(candidate));
  if (other) {
    const facts = await context.facts.read({ server: context.cloudTower.server, hostId: other.id }).catch(() => []);
    const owner = holderOf(shownBy(other.session ?? { state: "" }), facts, "");
    throw failures.clusterHeld(about(work), other.name, owner, known.owner);
  }
  const first = await context.claim?.(host);
  if (first !== undefined) throw failures.clusterClaimed(about(work), first);
}

function isAway(host: Host): boolean {
  return ["entering", "in maintenance"].includes(hostState(host));
}
