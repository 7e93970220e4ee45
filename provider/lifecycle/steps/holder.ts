import type { Host } from "../../cloudtower";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { holderOf } from "../session/facts";
import { identifyByTag, shownBy } from "../session/identity";
import { isOwn, tagsOn } from "../session/tag";
import { hostState } from "../situation/evidence";
import { tagOwner } from "../situation/marking";
import { about, type Work } from "../situation/work";

/** The host that holds a cluster, because it is in maintenance or on its way there. */
export interface Holder {
  host: Host;
  /** The resource that put it there, as far as facts tell, or a name tag of ours. */
  owner: string | undefined;
}

/** Only one host of a cluster can be in maintenance: finds another one that is. */
export async function holderOfCluster(work: Work, { id, clusterId }: Host): Promise<Holder | undefined> {
  const { cloudTower, facts, signal } = work.context;
  const others = await during(failures.vmsUnreadable, about(work), () =>
    cloudTower.hostsOfCluster(clusterId, { signal }),
  );
  const host = others.find((other) => other.id !== id && isAway(other));
  if (!host) return undefined;
  const told = await facts.read({ server: cloudTower.server, hostId: host.id }).catch(() => []);
  const shown = shownBy(host.session);
  const isTagged = tagsOn(host).some(
    (tag) => isOwn(tag, tagOwner(work.context)) && identifyByTag(tag, shown, host.id).is === "same",
  );
  return { host, owner: holderOf(shown, told, "") ?? (isTagged ? work.known.owner : undefined) };
}

function isAway(host: Host): boolean {
  return ["entering", "in maintenance"].includes(hostState(host));
}
