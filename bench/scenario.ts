import type { Scenario } from "../simulator/index.js";

/** `node-0007`: all names have the same length, so that the sizes of states can be compared. */
export const hostName = (index: number) => `node-${String(index).padStart(4, "0")}`;

/**
 * Hosts to put into maintenance, each in its own cluster with a spare host that takes its VMs. Of five VMs, one cannot migrate and is
 * shut down, three run and migrate, and one is stopped and migrates.
 */
export function scenario(vmsOfHosts: readonly number[], change: Partial<Scenario> = {}): Scenario {
  return {
    // The limit of VMs per host is not the subject of this bench.
    quirks: { rules: { tooManyVms: false } },
    ...change,
    clusters: vmsOfHosts.map((vms, index) => ({
      name: `cluster-${String(index).padStart(4, "0")}`,
      hosts: [
        { name: hostName(index), memoryGiB: 4096, vms: Array.from({ length: vms }, (_, vm) => vmOf(vm)) },
        { name: `spare-${String(index).padStart(4, "0")}`, memoryGiB: 4096 },
      ],
    })),
  };
}

/** Clusters of hosts that all have VMs. */
export function rollingScenario(clusters: number, hosts: number, vms: number): Scenario {
  return {
    clusters: Array.from({ length: clusters }, (_, cluster) => ({
      name: `cluster-${String(cluster).padStart(4, "0")}`,
      hosts: Array.from({ length: hosts }, (__, host) => ({
        name: hostName(cluster * hosts + host),
        memoryGiB: 4096,
        vms: Array.from({ length: vms }, (___, vm) => ({ ...vmOf(vm), name: `vm-${cluster}-${host}-${vm}` })),
      })),
    })),
  };
}

export const times = (count: number, vms: number) => Array.from({ length: count }, () => vms);

function vmOf(index: number) {
  const kind = index % 5;
  return { name: `vm-${index}`, passthrough: kind === 0, power: kind === 4 ? ("stopped" as const) : undefined };
}
