import type { Cluster, Host, Power } from "../model/entities";
import type { World } from "../model/world";
import type { FullScenario } from "./schema";

type ClusterSpec = FullScenario["clusters"][number];
type HostSpec = ClusterSpec["hosts"][number];
type VmSpec = HostSpec["vms"][number];

/** Puts what a scenario describes into an empty world. */
export function buildWorld(world: World, scenario: FullScenario): void {
  for (const [index, spec] of scenario.clusters.entries()) {
    const cluster: Cluster = {
      id: world.ids.cuid(),
      localId: world.ids.uuid(),
      name: spec.name,
      recovering: spec.recovering,
      storageNetworkHealthy: spec.storageNetworkHealthy,
    };
    world.clusters.push(cluster);
    for (const [number, host] of spec.hosts.entries()) addHost(world, cluster, host, index + 1, number + 1);
  }
}

function addHost(world: World, cluster: Cluster, spec: HostSpec, clusterNumber: number, number: number): void {
  const { ids } = world;
  const host: Host = {
    id: ids.cuid(),
    localId: ids.uuid(),
    name: spec.name,
    cluster,
    managementIp: spec.managementIp ?? `10.${clusterNumber}.0.${10 + number}`,
    dataIp: spec.dataIp ?? `10.${100 + clusterNumber}.0.${10 + number}`,
    memoryBytes: spec.memoryGiB * 2 ** 30,
    poweredOn: spec.poweredOn,
    status: spec.poweredOn ? spec.status : "CONNECTING",
    unhealthyServices: new Set(spec.unhealthyServices),
    labels: spec.labels.map((label) => ({ id: ids.cuid(), ...label })),
    session: null,
    exiting: false,
  };
  if (spec.inMaintenance) {
    const now = world.clock.now();
    host.session = { state: "MAINTENANCE_MODE", jobId: ids.uuid(), enteredAt: now, settledAt: now, moves: [] };
  }
  world.hosts.set(host.id, host);
  for (const vm of spec.vms) {
    const names =
      vm.count === undefined ? [vm.name] : Array.from({ length: vm.count }, (_, i) => `${vm.name}-${i + 1}`);
    for (const name of names) addVm(world, host, vm, name);
  }
}

function addVm(world: World, host: Host, spec: VmSpec, name: string): void {
  const number = world.vms.size;
  const power = spec.power.toUpperCase() as Power;
  world.vms.add({
    id: world.ids.cuid(),
    localId: world.ids.uuid(),
    name,
    cluster: host.cluster,
    host,
    power: (spec.inRecycleBin || !host.poweredOn) && power === "RUNNING" ? "STOPPED" : power,
    memoryBytes: spec.memoryGiB * 2 ** 30,
    ha: spec.ha,
    passthrough: spec.passthrough,
    mustPlacement: spec.mustPlacement,
    inRecycleBin: spec.inRecycleBin,
    singleReplica: spec.singleReplica,
    ip: spec.ip ?? `10.200.${number >> 8}.${number & 255}`,
  });
}
