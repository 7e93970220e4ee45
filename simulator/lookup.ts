import type { Cluster, Host, Vm } from "./model/entities";
import type { World } from "./model/world";

/** The object that a name or id means. Throws if there is none, or several. */
function only<T>(found: T[], what: string): T {
  if (found.length !== 1) throw new Error(`${found.length === 0 ? "No" : "More than one"} ${what}.`);
  return found[0] as T;
}

export function findCluster(world: World, nameOrId: string): Cluster {
  return only(
    world.clusters.filter(({ id, localId, name }) => [id, localId, name].includes(nameOrId)),
    `cluster is "${nameOrId}"`,
  );
}

/** @param nameOrId name, id or local id; "cluster/name" if a name is used twice */
export function findHost(world: World, nameOrId: string, clusterName?: string): Host {
  const hosts = [...world.hosts.values()].filter(
    ({ id, localId, name, cluster }) =>
      [id, localId, name, `${cluster.name}/${name}`].includes(nameOrId) &&
      (clusterName === undefined || cluster.name === clusterName),
  );
  return only(hosts, `host is "${clusterName === undefined ? nameOrId : `${clusterName}/${nameOrId}`}"`);
}

export function findVm(world: World, nameOrId: string): Vm {
  const vms = [...world.vms.values()].filter(({ id, localId, name }) => [id, localId, name].includes(nameOrId));
  return only(vms, `VM is "${nameOrId}"`);
}
