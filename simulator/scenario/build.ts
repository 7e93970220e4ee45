import { raiseAlert } from "../model/alerts";
import type { Cluster, Host, Label, Power } from "../model/entities";
import { findLabel } from "../model/labels";
import { startRecovery } from "../model/recovery";
import { beginSession, settle } from "../model/session";
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
      ip: `10.${index + 1}.0.10`,
      type: spec.type,
      hypervisor: spec.hypervisor,
      version: spec.version,
      stretch: spec.stretch,
      connectState: spec.connectState,
      recovery: null,
      recoveryAfterExit: spec.recoveryAfterExit ?? null,
      drsEvery: spec.drsEvery,
      storageNetworkHealthy: spec.storageNetworkHealthy,
      lacksSpace: spec.lacksSpace,
    };
    world.clusters.push(cluster);
    if (spec.recovering) startRecovery(world, cluster, null);
    for (const alert of spec.alerts) raiseAlert(world, { cluster, host: null }, alert);
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
    labels: spec.labels.map((label) => labelOf(world, label)),
    session: null,
    exiting: false,
    restart: null,
    servicesStarting: false,
  };
  if (spec.inMaintenance) settle(world, host, beginSession(world, host));
  world.hosts.set(host.id, host);
  for (const alert of spec.alerts) raiseAlert(world, { cluster, host }, alert);
  for (const vm of spec.vms) {
    const names =
      vm.count === undefined ? [vm.name] : Array.from({ length: vm.count }, (_, i) => `${vm.name}-${i + 1}`);
    for (const name of names) addVm(world, host, vm, name);
  }
}

/** Hosts with the same key and value have the same label. */
function labelOf(world: World, { key, value }: { key: string; value: string }): Label {
  const known = findLabel(world, key, value);
  if (known) return known;
  const label = { id: world.ids.cuid(), key, value, createdAt: world.clock.now() };
  world.labels.set(label.id, label);
  return label;
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
    passthrough: spec.passthrough !== false,
    device: typeof spec.passthrough === "string" ? spec.passthrough : "gpu",
    mustPlacement: spec.mustPlacement,
    inRecycleBin: spec.inRecycleBin,
    singleReplica: spec.singleReplica,
    ignoresShutdown: spec.ignoresShutdown,
    usage: spec.usage ?? null,
    lastShutdownAt: null,
    ip: spec.ip ?? `10.200.${number >> 8}.${number & 255}`,
  });
}
