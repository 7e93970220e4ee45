import Table from "cli-table3";
import type { Snapshot } from "../../simulator/index.js";

/** Where a VM is and whether it runs, as the simulator tells: the provider is not asked about its own work. */
export interface VmPlace {
  localId: string;
  name: string;
  power: string;
  hostName: string;
}

/** The VMs on a host. */
export function placesOf(snapshot: Snapshot, hostName: string, clusterName: string): VmPlace[] {
  const cluster = snapshot.clusters.find((candidate) => candidate.name === clusterName);
  const onHost = snapshot.vms.filter((vm) => vm.hostName === hostName && vm.clusterId === cluster?.id);
  return onHost.map(({ localId, name, power, hostName }) => ({ localId, name, power, hostName }));
}

/** Prints where VMs were and are now; returns those that are not as they were. */
export function showPlaces(before: readonly VmPlace[], snapshot: Snapshot): VmPlace[] {
  const table = new Table({ head: ["VM", "before", "now"], style: { head: [], border: [] } });
  const changed: VmPlace[] = [];
  for (const vm of before) {
    const now = snapshot.vms.find((candidate) => candidate.localId === vm.localId);
    const text = (place: Pick<VmPlace, "power" | "hostName"> | undefined) =>
      place ? `${place.power.toLowerCase()} on ${place.hostName}` : "gone";
    table.push([vm.name, text(vm), text(now)]);
    if (text(vm) !== text(now)) changed.push(vm);
  }
  console.log(table.toString());
  return changed;
}
