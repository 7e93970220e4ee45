import type { components } from "../../provider/cloudtower/contract/types";

/** The contract's own types, by name. */
export type Schemas = components["schemas"];
export type HostStatus = Schemas["HostStatus"];
export type MaintenanceState = Schemas["MaintenanceModeEnum"];
export type Power = Exclude<Schemas["VmStatus"], "DELETED">;

export interface Cluster {
  id: string;
  localId: string;
  name: string;
  ip: string;
  type: Schemas["ClusterType"];
  /** On another hypervisor than ELF maintenance moves no VMs: it concerns the storage only. */
  hypervisor: Schemas["Hypervisor"];
  version: string;
  stretch: boolean;
  connectState: Schemas["ConnectState"];
  /** Data recovery is running: entries are refused, and a running entry pauses. */
  recovery: Recovery | null;
  /** How long data recovery takes after a host has left maintenance, in simulated ms; null: as the quirk says. */
  recoveryAfterExit: number | null;
  /** How often DRS moves a VM while a host is in maintenance, in simulated ms; 0: never. */
  drsEvery: number;
  storageNetworkHealthy: boolean;
  /** The hosts lack space for the data of another one. */
  lacksSpace: boolean;
}

export interface Recovery {
  /** ms since the epoch. */
  since: number;
  /** In simulated ms; null: until somebody ends it. */
  ms: number | null;
}

/** The services whose failure keeps a host from entering maintenance or from leaving it. */
export const hostServices = [
  "job-center",
  "job-center-worker",
  "iscsi-redirector",
  "libvirt",
  "vm-monitor",
  "zookeeper",
  "mongodb",
  "metadata-server",
] as const;
export type HostService = (typeof hostServices)[number];

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
  labels: Label[];
  /** The last stay in maintenance, also after its end; null: never in maintenance. */
  session: Session | null;
  /** An exit task is running (the host still reads MAINTENANCE_MODE). */
  exiting: boolean;
  /** A power call is restarting it or switching it off. A new object each time. */
  restart: object | null;
  /** It is connected again after a restart, but its services are not up yet. */
  servicesStarting: boolean;
}

/** One stay of a host in maintenance. */
export interface Session {
  state: MaintenanceState;
  jobId: string;
  /** ms since the epoch, by the clusters' clock. */
  enteredAt: number;
  /** The same moment by CloudTower's clock. */
  begunAt: number;
  /** When the entry came to its end, in maintenance; ms since the epoch. */
  settledAt: number | null;
  /** What the entry did to each VM, in order. */
  moves: VmMove[];
}

export interface VmMove {
  vmId: string;
  how: "shutdown" | "live" | "offline";
  /** The host and power state in which the entry left the VM. Later differences were made by somebody else. */
  hostId: string;
  power: Power;
}

export type PassthroughDevice = "gpu" | "usb" | "pci";

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
  /** Which device it is, if it has one. */
  device: PassthroughDevice;
  /** Bound to its host by a must-placement rule: cannot migrate. */
  mustPlacement: boolean;
  inRecycleBin: boolean;
  /** Its data has one replica, on its host. */
  singleReplica: boolean;
  /** Its guest ignores a graceful shutdown; with a number, it stops that many simulated ms after the waiting task has failed. */
  ignoresShutdown: boolean | number;
  /** Belongs to the system itself: may not be shut down. */
  usage: Schemas["VmUsage"] | null;
  /** When it was last shut down, in ms since the epoch by the clusters' clock; null if never. Loss of power is not a shutdown. */
  lastShutdownAt: number | null;
  /** Guest address; empty when unknown. */
  ip: string;
}

/** A label: a key and a value, attached to hosts. */
export interface Label {
  id: string;
  key: string;
  value: string;
  /** ms since the epoch. */
  createdAt: number;
}

/** An alert. Times in ms since the epoch. */
export interface Alert {
  id: string;
  localId: string;
  severity: string;
  message: string;
  cause: string;
  solution: string;
  impact: string;
  cluster: Cluster;
  host: Host | null;
  startedAt: number;
  endedAt: number | null;
}
