import { nearest } from "../text/didYouMean";
import { asName, describe, quoted } from "../text/foreign";
import { getHosts } from "./getHosts";
import type { GetHostResult } from "./hostResult";
import type { HostChoice, RollingMaintenanceArgs, Rolls } from "./rollingArguments";

type Choice = Pick<RollingMaintenanceArgs, "clusters" | "hosts" | "except" | "order" | "connection">;

const LISTS = ["clusters", "hosts", "except", "order"] as const;

/** What is wrong with the choice of hosts, before anything is asked. */
export function choiceProblem(choice: Choice): string | undefined {
  for (const name of LISTS) {
    const given: unknown = choice[name];
    if (given === undefined) continue;
    if (!Array.isArray(given)) return `${name} must be a list, known when the program starts; it is ${describe(given)}`;
    const wrong = given.find((entry) => !isChoice(entry, name !== "clusters"));
    if (wrong !== undefined) {
      const what = name === "clusters" ? "names or ids" : 'names or ids, or { name: "node-1", cluster: "east" }';
      return `${name} must hold ${what}, known when the program starts, not ${describe(wrong)}`;
    }
  }
  const { clusters, hosts, except } = choice;
  if (clusters !== undefined && hosts !== undefined) return "give clusters or hosts, not both";
  if (clusters === undefined && hosts === undefined)
    return "give clusters, or hosts: which hosts are to be maintained?";
  if (except !== undefined && hosts !== undefined)
    return "except counts only together with clusters: leave those hosts out of hosts";
  return undefined;
}

function isChoice(entry: unknown, isHost: boolean): boolean {
  const isText = (value: unknown) => typeof value === "string" && value.trim() !== "" && !/\p{Cc}/u.test(value);
  if (isText(entry)) return true;
  if (!isHost || typeof entry !== "object" || entry === null) return false;
  const { name, cluster, ...others } = entry as Record<string, unknown>;
  return isText(name) && isText(cluster) && Object.keys(others).length === 0;
}

/**
 * The hosts that are chosen, cluster by cluster, in the order of their runs.
 * @throws Error if a cluster or host is not there, or is ambiguous, or if there are none
 */
export async function chosenHosts(choice: Choice): Promise<Rolls> {
  const { clusters, hosts = [], except = [], order = [], connection } = choice;
  const all = await getHosts(connection === undefined ? {} : { connection });
  const chosen = new Set(
    clusters ? clusters.flatMap((name) => inCluster(all, name)) : hosts.map((one) => find(all, one, "hosts")),
  );
  for (const one of except) chosen.delete(find([...chosen], one, "except"));
  if (chosen.size === 0) throw new Error("no host is left: the choice is empty");
  const first = order.map((one) => find([...chosen], one, "order"));
  // Only one host of a cluster may be in maintenance. If that is a run that stopped, it has to go on before another one begins.
  const away = [...chosen].filter(({ state }) => state === "entering" || state === "maintenance");
  const inOrder = [...new Set([...away, ...first, ...all.filter((host) => chosen.has(host))])];
  const byCluster = new Map<string, GetHostResult[]>();
  for (const host of inOrder) byCluster.set(host.clusterId, [...(byCluster.get(host.clusterId) ?? []), host]);
  return [...byCluster.values()].map((ofCluster) =>
    ofCluster.map(({ id, name, clusterName }) => ({ id, name, clusterName })),
  );
}

function inCluster(all: readonly GetHostResult[], cluster: string): GetHostResult[] {
  const found = all.filter(({ clusterId, clusterName }) => clusterId === cluster || clusterName === cluster);
  const ids = [...new Set(found.map(({ clusterId }) => clusterId))];
  if (ids.length > 1) {
    const which = ids.map(asName).join(", ");
    throw new Error(
      `clusters names ${quoted(cluster, 200)}, and several clusters have that name: give an id (${which})`,
    );
  }
  if (found.length > 0) return found;
  throw new Error(
    `clusters names ${quoted(cluster, 200)}, and CloudTower shows no host of it. ${hint(
      cluster,
      all.map(({ clusterName }) => clusterName),
    )}`,
  );
}

function find(among: readonly GetHostResult[], choice: HostChoice, list: string): GetHostResult {
  const { name, cluster } = typeof choice === "string" ? { name: choice, cluster: undefined } : choice;
  const found = among.filter(
    (host) =>
      (host.name === name || host.id === name) &&
      (cluster === undefined || host.clusterName === cluster || host.clusterId === cluster),
  );
  const [host] = found;
  const sought = `${list} names ${quoted(name, 200)}${cluster === undefined ? "" : ` in cluster ${quoted(cluster, 200)}`}`;
  if (!host)
    throw new Error(
      `${sought}, and there is no such host${list === "hosts" ? "" : " in the choice"}. ${hint(
        name,
        among.map((one) => one.name),
      )}`,
    );
  if (found.length === 1) return host;
  const where = found.map(({ id, clusterName }) => `${asName(id)} in cluster ${asName(clusterName)}`).join(", ");
  throw new Error(`${sought}, and several hosts have that name: give an id (${where}), or { name, cluster }`);
}

function hint(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  return meant === undefined
    ? "Check the name, and that the user may see the host"
    : `Did you mean ${quoted(meant, 200)}?`;
}
