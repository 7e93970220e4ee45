import type { Host, HostStatus, MaintenanceState, Power, Vm } from "./model/entities";
import { progressOf, statusOf } from "./model/jobs";
import type { World } from "./model/world";

/** Plain data: what a test or the control interface sees of the model. Times in ms since the epoch. */
interface ClusterView {
  id: string;
  localId: string;
  name: string;
  recovering: boolean;
  storageNetworkHealthy: boolean;
}

interface SessionView {
  state: MaintenanceState;
  jobId: string;
  enteredAt: number;
}

export interface HostView {
  id: string;
  localId: string;
  name: string;
  clusterId: string;
  clusterName: string;
  managementIp: string;
  dataIp: string;
  memoryBytes: number;
  /** "IN_USE" also when the host was never in maintenance. */
  state: MaintenanceState;
  status: HostStatus;
  poweredOn: boolean;
  /** The last stay in maintenance, also after its end. */
  session: SessionView | null;
}

export interface VmView {
  id: string;
  /** The UUID that maintenance calls use. */
  localId: string;
  name: string;
  power: Power;
  /** Empty strings when the host was removed. */
  hostId: string;
  hostName: string;
  clusterId: string;
  clusterName: string;
  memoryBytes: number;
  ha: boolean;
  passthrough: boolean;
  mustPlacement: boolean;
  inRecycleBin: boolean;
  singleReplica: boolean;
}

interface TaskView {
  id: string;
  description: string;
  resourceId: string;
  status: "PENDING" | "EXECUTING" | "PAUSED" | "SUCCESSED" | "FAILED";
  progress: number;
  error: string | null;
  createdAt: number;
  finishedAt: number | null;
}

export interface Snapshot {
  clusters: ClusterView[];
  hosts: HostView[];
  vms: VmView[];
  tasks: TaskView[];
}

export function snapshotOf(world: World): Snapshot {
  return {
    clusters: world.clusters.map((cluster) => ({ ...cluster })),
    hosts: [...world.hosts.values()].map(hostView),
    vms: [...world.vms.values()].map(vmView),
    tasks: [...world.tasks.values()].map((task) => ({
      id: task.id,
      description: task.description.en,
      resourceId: task.resourceId,
      status: statusOf(world, task),
      progress: progressOf(world, task),
      error: task.error?.en ?? null,
      createdAt: task.createdAt,
      finishedAt: task.finishedAt,
    })),
  };
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
    session: session && { state: session.state, jobId: session.jobId, enteredAt: session.enteredAt },
  };
}

export function vmView(vm: Vm): VmView {
  const { host, cluster, ip: _, ...rest } = vm;
  return {
    ...rest,
    hostId: host?.id ?? "",
    hostName: host?.name ?? "",
    clusterId: cluster.id,
    clusterName: cluster.name,
  };
}
