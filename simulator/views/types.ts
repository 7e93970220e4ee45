import type { HostStatus, MaintenanceState, PassthroughDevice, Power } from "../model/entities";

/** Plain data: what a test or the control interface sees of the model. Times in ms since the epoch. */
export interface ClusterView {
  id: string;
  localId: string;
  name: string;
  recovering: boolean;
  /** Bytes that data recovery still has to do. */
  recoverBytes: number;
  storageNetworkHealthy: boolean;
}

interface SessionView {
  state: MaintenanceState;
  jobId: string;
  /** By the clusters' clock. */
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
  labels: { key: string; value: string }[];
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
  /** Which device it holds; null without passthrough. */
  device: PassthroughDevice | null;
  mustPlacement: boolean;
  inRecycleBin: boolean;
  singleReplica: boolean;
  ignoresShutdown: boolean | number;
  /** By the clusters' clock; null: never shut down. */
  lastShutdownAt: number | null;
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

export interface LabelView {
  id: string;
  key: string;
  value: string;
  hostNames: string[];
}

export interface AlertView {
  id: string;
  severity: string;
  message: string;
  clusterName: string;
  hostName: string | null;
  ended: boolean;
}

export interface Snapshot {
  clusters: ClusterView[];
  hosts: HostView[];
  vms: VmView[];
  tasks: TaskView[];
  labels: LabelView[];
  alerts: AlertView[];
}
