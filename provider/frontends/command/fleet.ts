import type { Host } from "../../cloudtower";

/** Hosts by cluster, both in the order of their names: `node-2` before `node-10`. */
export function byCluster<H extends Pick<Host, "name" | "clusterId" | "clusterName">>(hosts: readonly H[]): H[][] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const groups = new Map<string, H[]>();
  for (const host of [...hosts].sort((one, other) => compare(one.name, other.name))) {
    groups.set(host.clusterId, [...(groups.get(host.clusterId) ?? []), host]);
  }
  return [...groups.values()].sort(([one], [other]) => compare(one?.clusterName ?? "", other?.clusterName ?? ""));
}

/** "1 host", "7 hosts". */
export function count(number: number, word: string): string {
  return number === 1 ? `1 ${word}` : `${number} ${word}s`;
}
