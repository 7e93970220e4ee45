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
  /** Data recovery is running: entering is refused, an entry under way pauses. */
  recovery: Recovery | null;
  /** How long data recovery takes after a host has left maintenance, in simulated ms; null: as the quirk says. */
  recoveryAfterExit: number | null;
  /** How often DRS moves a VM while a host is in maintenance, in simulated ms; 0: never. */
  drsEvery: number;
  storageNetworkHealthy: boolean;
  /** The hosts have no space for the data of another one. */
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
  /** An exit task is at work (the host reads MAINTENANCE_MODE meanwhile). */
  exiting: boolean;
  /** It is on its way down and up again, or just down, by a power call; an object of its own each time. */
  restart: object | null;
  /** It is connected again after a restart, and its services are not up yet. */
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
  /** Where the entry left the VM, and in which power state: what differs later is somebody else's doing. */
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
  /** Which device it is, where it holds one. */
  device: PassthroughDevice;
  /** Bound to its host by a must-placement rule: cannot migrate. */
  mustPlacement: boolean;
  inRecycleBin: boolean;
  /** Its data has one replica, on its host. */
  singleReplica: boolean;
  /** Its guest takes no notice of a graceful shutdown; a number: it stops that many simulated ms after the task that waited has failed. */
  ignoresShutdown: boolean | number;
  /** Belongs to the system itself: may not be shut down. */
  usage: Schemas["VmUsage"] | null;
  /** When it was last shut down, in ms since the epoch by the clusters' clock; null: never. Losing power is no shutdown. */
  lastShutdownAt: number | null;
  /** Guest address; empty when unknown. */
  ip: string;
}

/** A key and a value that hang on hosts. */
export interface Label {
  id: string;
  key: string;
  value: string;
  /** ms since the epoch. */
  createdAt: number;
}

/** Something is or was wrong. Times in ms since the epoch. */
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
