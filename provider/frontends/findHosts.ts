import type { CloudTower, Host } from "../cloudtower";
import { nearest } from "../text/didYouMean";
import { quoted } from "../text/foreign";
import type { HostState, HostsQuery } from "./hostQuery";
import { inCluster, validateQuery } from "./validateQuery";

/** By CloudTower's own words. */
const STATES: Readonly<Record<string, HostState>> = {
  IN_USE: "in-use",
  ENTERING_MAINTENANCE_MODE: "entering",
  MAINTENANCE_MODE: "maintenance",
  REMOVING: "removing",
};
const KNOWN_STATES: readonly HostState[] = [...Object.values(STATES), "unknown"];

/** How a host stands. A host without any session was never in maintenance, so it is in use. */
export function stateOf({ session }: Host): HostState {
  if (session === undefined) return "in-use";
  return Object.hasOwn(STATES, session.state) ? (STATES[session.state] as HostState) : "unknown";
}

/**
 * Lists hosts, by cluster and name. The query is validated before `cloudTower` is called.
 * @throws Error if the query is invalid, or if CloudTower shows no host of the cluster
 */
export async function findHosts(query: HostsQuery, cloudTower: () => CloudTower): Promise<Host[]> {
  const { cluster, state } = query;
  validateQuery(query, ["cluster", "state"]);
  if (state !== undefined && !KNOWN_STATES.includes(state)) throw new Error(notAState(state));
  const client = cloudTower();
  const hosts = await client.hosts(inCluster(cluster));
  // A misspelled cluster must not look like one without hosts in maintenance.
  if (hosts.length === 0 && cluster !== undefined) {
    const names = (await client.hosts({})).map(({ clusterName }) => clusterName);
    throw new Error(
      `no host in cluster ${quoted(cluster)} on ${client.server}. ${suggestion(cluster, names)}Check cluster, and that the user may see its hosts`,
    );
  }
  return hosts
    .filter((host) => state === undefined || stateOf(host) === state)
    .sort((one, other) => inOrder(one.clusterName, other.clusterName) || inOrder(one.name, other.name));
}

function notAState(given: string): string {
  return `state must be one of ${KNOWN_STATES.join(", ")}; you gave ${quoted(given)}. ${suggestion(given, KNOWN_STATES)}`.trim();
}

function suggestion(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  return meant === undefined ? "" : `Did you mean ${quoted(meant)}? `;
}

/** node-2 comes before node-10. The same on every machine, whatever its language. */
const { compare: inOrder } = new Intl.Collator("en", { numeric: true });
