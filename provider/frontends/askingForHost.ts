import { type Asker, askingFor, type Host } from "../cloudtower";
import { asksForTrace } from "../trace";

/** What is known of a host before it is read: from the arguments of a resource, or from its state. */
interface Known {
  hostId?: string | undefined;
  hostName?: string | undefined;
  cluster?: string | undefined;
  clusterName?: string | undefined;
}

/**
 * Runs work for a host, which lines about requests then name. Where there are no such lines, nobody is kept: Node's local storage makes
 * every promise of the process dearer.
 * @param work gets a function to call once the host has been read
 */
export function askingForHost<T>(known: Known, work: (seen: (host: Host) => void) => T): T {
  if (!asksForTrace(process.env.CLOUDTOWER_DEBUG)) return work(() => undefined);
  const { hostId = "", hostName, cluster, clusterName = cluster } = known;
  const asker: Asker = { host: hostName === undefined ? hostId : pathOf(clusterName, hostName) };
  return askingFor([asker], () =>
    work((host) => {
      asker.host = pathOf(host.clusterName, host.name);
    }),
  );
}

/** Names of hosts are unique only within a cluster. */
function pathOf(cluster: string | undefined, name: string): string {
  return [cluster, name].filter((part) => part !== undefined).join("/");
}
