import type { Alert, Cluster, Host, Label, Vm } from "../model/entities";
import { progressOf, statusOf } from "../model/jobs";
import { hostsWith } from "../model/labels";
import { recoveryProgress } from "../model/recovery";
import type { World } from "../model/world";
import type { AlertView, ClusterView, HostView, LabelView, Snapshot, VmView } from "./types";

export type { HostView, Snapshot, VmView } from "./types";

export function snapshotOf(world: World): Snapshot {
  return {
    clusters: world.clusters.map((cluster) => clusterView(world, cluster)),
    hosts: [...world.hosts.values()].map(hostView),
    vms: [...world.vms.values()].map(vmView),
    tasks: [...world.tasks.values()].map((task) => ({
      id: task.id,
      description: task.description.en,
      resourceId: task.resourceId,
      status: statusOf(world, task),
      progress: progressOf(world, task),
      error: task.failure?.text.en ?? null,
      createdAt: task.createdAt,
      finishedAt: task.finishedAt,
    })),
    labels: [...world.labels.values()].map((label) => labelView(world, label)),
    alerts: [...world.alerts.values()].map(alertView),
  };
}

function clusterView(world: World, cluster: Cluster): ClusterView {
  const { id, localId, name, recovery, storageNetworkHealthy } = cluster;
  const recoverBytes = recoveryProgress(world, cluster).bytes;
  return { id, localId, name, recovering: recovery !== null, recoverBytes, storageNetworkHealthy };
}

function labelView(world: World, label: Label): LabelView {
  const { id, key, value } = label;
  return { id, key, value, hostNames: hostsWith(world, label).map(({ name }) => name) };
}

function alertView({ id, severity, message, cluster, host, endedAt }: Alert): AlertView {
  return { id, severity, message, clusterName: cluster.name, hostName: host?.name ?? null, ended: endedAt !== null };
}

export function hostView(host: Host): HostView {
  const { session, cluster } = host;
  return {
    id: host.id,
    localId: host.localId,
    name: host.name,
    clusterId: cluster.id,
    clusterName: cluster.name,
    managementIp: host.managementIp,
    dataIp: host.dataIp,
    memoryBytes: host.memoryBytes,
    state: session?.state ?? "IN_USE",
    status: host.status,
    poweredOn: host.poweredOn,
    labels: host.labels.map(({ key, value }) => ({ key, value })),
    session: session && { state: session.state, jobId: session.jobId, enteredAt: session.enteredAt },
  };
}

export function vmView(vm: Vm): VmView {
  const { host, cluster, ip: _ip, usage: _usage, ...rest } = vm;
  return {
    ...rest,
    device: vm.passthrough ? vm.device : null,
    hostId: host?.id ?? "",
    hostName: host?.name ?? "",
    clusterId: cluster.id,
    clusterName: cluster.name,
  };
}
