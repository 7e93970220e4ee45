import type { CloudTower, Host } from "../cloudtower";
import { hostState } from "../lifecycle/situation/evidence";
import { nearest } from "../text/didYouMean";
import { quoted } from "../text/foreign";
import type { HostState, HostsQuery } from "./hostQuery";
import { inCluster, validateQuery } from "./validateQuery";

const STATES: readonly HostState[] = ["in-use", "entering", "maintenance", "removing", "unknown"];

/** How a host stands, in the words that programs get. */
export function stateOf(host: Host): HostState {
  switch (hostState(host)) {
    case "in use":
      return "in-use";
    case "in maintenance":
      return "maintenance";
    case "entering":
      return "entering";
    case "strange":
      return host.session?.state === "REMOVING" ? "removing" : "unknown";
  }
}

/**
 * Lists hosts, by cluster and name. The query is validated before `cloudTower` is called.
 * @throws Error if the query is invalid, or if CloudTower shows no host of the cluster
 */
export async function findHosts(query: HostsQuery, cloudTower: () => CloudTower): Promise<Host[]> {
  const { cluster, state } = query;
  validateQuery(query, ["cluster", "state"]);
  if (state !== undefined && !STATES.includes(state)) throw new Error(notAState(state));
  const client = cloudTower();
  const hosts = await client.hosts(inCluster(cluster));
  // A misspelled cluster must not look like one without hosts in maintenance.
  if (hosts.length === 0 && cluster !== undefined) {
    const names = (await client.hosts({})).map(({ clusterName }) => clusterName);
    throw new Error(
      `no host in cluster ${quoted(cluster)} on ${client.server}. ${suggestion(cluster, names)}Check cluster, and that the user may see its hosts`,
    );
  }
  return inOrder(hosts.filter((host) => state === undefined || stateOf(host) === state));
}

function notAState(given: string): string {
  return `state must be one of ${STATES.join(", ")}; you gave ${quoted(given)}. ${suggestion(given, STATES)}`.trim();
}

function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  return meant === undefined ? "" : `Did you mean ${quoted(meant)}? `;
}

/** By cluster and name. */
export function inOrder<H extends Pick<Host, "name" | "clusterName">>(hosts: readonly H[]): H[] {
  return [...hosts].sort((one, other) => compare(one.clusterName, other.clusterName) || compare(one.name, other.name));
}

/** node-2 comes before node-10. The same on every machine, whatever its language. */
const { compare } = new Intl.Collator("en", { numeric: true });
