import type { Host } from "../../cloudtower";
import { asName } from "../../text/foreign";
import { inOrder } from "../findHosts";
import type { HostState } from "../hostQuery";

type Named = Pick<Host, "name" | "clusterId" | "clusterName">;

/** Hosts by cluster, both in the order of their names. */
export function byCluster<H extends Named>(hosts: readonly H[]): H[][] {
  const groups = new Map<string, H[]>();
  for (const host of inOrder(hosts)) groups.set(host.clusterId, [...(groups.get(host.clusterId) ?? []), host]);
  return [...groups.values()];
}

/** Names hosts for a sentence: with the cluster where the name alone would not tell. @param among all that were listed */
export function namesOf(hosts: readonly Named[], among: readonly Named[]): string {
  const name = (host: Named) => {
    const isUnique = among.filter(({ name }) => name === host.name).length === 1;
    return isUnique ? asName(host.name) : `${asName(host.clusterName)}/${asName(host.name)}`;
  };
  return hosts.map(name).join(", ");
}

const STATES: Record<Exclude<HostState, "unknown">, string> = {
  ...{ "in-use": "in use", entering: "entering", maintenance: "in maintenance", removing: "being removed" },
};

/** How a host stands, for a sentence. @param reported what CloudTower calls a state that is not known */
export function stateInWords(state: HostState, reported: string | undefined): string {
  return state === "unknown" ? asName(reported ?? "unknown") : STATES[state];
}

/** "1 host", "7 hosts". */
export function count(number: number, word: string): string {
  return number === 1 ? `1 ${word}` : `${number} ${word}s`;
}
