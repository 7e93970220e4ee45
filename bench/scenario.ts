import type { Scenario } from "../simulator/index.js";

/** `node-0007`: the names have one length, so that the sizes of states can be compared. */
export const hostName = (index: number) => `node-${String(index).padStart(4, "0")}`;

/**
 * Hosts to put into maintenance, each in a cluster of its own beside a spare one that takes its VMs: of five VMs one
 * cannot migrate and is shut down, three run and migrate, one is stopped and migrates.
 */
export function scenario(vmsOfHosts: readonly number[], change: Partial<Scenario> = {}): Scenario {
  return {
    // As long as the limit of VMs in shutdown_vms is no matter of this bench.
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

export const times = (count: number, vms: number) => Array.from({ length: count }, () => vms);

function vmOf(index: number) {
  const kind = index % 5;
  return { name: `vm-${index}`, passthrough: kind === 0, power: kind === 4 ? ("stopped" as const) : undefined };
}
