import type { components } from "../../provider/cloudtower/contract/types";
import type { Text } from "./text";

/** The contract's own types, by name. */
export type Schemas = components["schemas"];
export type HostStatus = Schemas["HostStatus"];
export type MaintenanceState = Schemas["MaintenanceModeEnum"];
export type Power = Exclude<Schemas["VmStatus"], "DELETED">;

export interface Cluster {
  id: string;
  localId: string;
  name: string;
  /** Data recovery is running: entering is refused, an entry under way pauses. */
  recovering: boolean;
  storageNetworkHealthy: boolean;
}

/** The services whose failure keeps a host in maintenance. */
export type HostService = "job-center" | "iscsi-redirector" | "libvirt" | "vm-monitor";

export interface Host {
  id: string;
  localId: string;
  name: string;
  cluster: Cluster;
  managementIp: string;
  dataIp: string;
  memoryBytes: number;
  poweredOn: boolean;
  status: HostStatus;
  unhealthyServices: Set<HostService>;
  labels: { id: string; key: string; value: string }[];
  /** The last stay in maintenance, also after its end; null: never in maintenance. */
  session: Session | null;
  /** An exit task is at work (the host reads MAINTENANCE_MODE meanwhile). */
  exiting: boolean;
}

/** One stay of a host in maintenance. */
export interface Session {
  state: MaintenanceState;
  jobId: string;
  /** ms since the epoch. */
  enteredAt: number;
  /** When the entry came to its end, in maintenance; ms since the epoch. */
  settledAt: number | null;
  /** What the entry did to each VM, in order. */
  moves: VmMove[];
}

export interface VmMove {
  vmId: string;
  how: "shutdown" | "live" | "offline";
  /** Where the entry left the VM, and in which power state: what differs later is somebody else's doing. */
  hostId: string;
  power: Power;
}

export interface Vm {
  id: string;
  localId: string;
  name: string;
  cluster: Cluster;
  /** null: its host was removed. */
  host: Host | null;
  power: Power;
  memoryBytes: number;
  ha: boolean;
  /** Holds a device of its host: cannot migrate. */
  passthrough: boolean;
  /** Bound to its host by a must-placement rule: cannot migrate. */
  mustPlacement: boolean;
  inRecycleBin: boolean;
  /** Its data has one replica, on its host. */
  singleReplica: boolean;
  /** Guest address; empty when unknown. */
  ip: string;
}

export interface Task {
  id: string;
  description: Text;
  cluster: Cluster | null;
  resourceId: string;
  resourceType: "Host" | "Vm";
  status: "EXECUTING" | "SUCCESSED" | "FAILED";
  /** Waits while its cluster recovers data. */
  pausable: boolean;
  /** Times in ms since the epoch. PENDING until startedAt. */
  createdAt: number;
  startedAt: number;
  finishedAt: number | null;
  error: Text | null;
  /** Estimated work (simulated ms), what of it is done, and the step under way. */
  totalMs: number;
  doneMs: number;
  step: { since: number; ms: number } | null;
}
