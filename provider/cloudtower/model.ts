/** CloudTower's objects as the rest of the provider sees them: in our spelling, and absent instead of null. */

/** One stay of a host in maintenance. An absent job id or time means "unknown", never "different". */
export interface Session {
  /** `ENTERING_MAINTENANCE_MODE`, `MAINTENANCE_MODE`, `IN_USE` (after a session) or `REMOVING`. */
  state: string;
  enteredAt?: string;
  jobId?: string;
}

/** The key of labels that say whose session a host is in. */
export const NAME_TAG = "pulumi-maintenance";

/** A label of a host with the key {@link NAME_TAG}: its id and its value. */
export interface TagLabel {
  id: string;
  value: string;
}

export interface Host {
  id: string;
  name: string;
  clusterId: string;
  clusterName: string;
  /** Connection to the host, for example `CONNECTED_HEALTHY`. */
  status: string;
  managementIp: string;
  dataIp?: string;
  /** The number of VMs on the host, as CloudTower counts them; absent if it does not say. */
  vmCount?: number;
  /** The current or last session; absent if CloudTower shows none. */
  session?: Session;
  /** Absent if there is none, or CloudTower does not show labels. */
  nameTags?: TagLabel[];
}

export interface Vm {
  /** CloudTower's own id of the VM (a cuid). */
  id: string;
  /** The UUID that the maintenance calls use: the VM's `local_id`. */
  vmUuid: string;
  name: string;
  /** `RUNNING`, `STOPPED`, `SUSPENDED`, `UNKNOWN` or `DELETED`. */
  powerState: string;
  hostId?: string;
  hostName?: string;
  inRecycleBin?: true;
  /** IP addresses, as far as CloudTower knows them. */
  ips?: string[];
  /** ISO 8601, by the cluster's clock. Absent proves nothing. */
  lastShutdownTime?: string;
  /** Has GPU, USB or PCI devices of its host: it cannot migrate. */
  hasDevices?: true;
}

export interface Task {
  id: string;
  /** `PENDING`, `EXECUTING`, `PAUSED`; at the end `SUCCESSED` (sic) or `FAILED`. */
  status: string;
  /** From 0 to 1; not reliable. */
  progress?: number;
  /** In CloudTower's words, which are not published. */
  description?: string;
  errorMessage?: string;
  /** What the task is about, for example a host's id, if CloudTower says that. */
  resourceId?: string;
  /** ISO 8601, by CloudTower's clock. */
  startedAt?: string;
  finishedAt?: string;
}

/** A VM in an exit plan. Without `vmUuid` it can only be named, not restored. */
export interface PlannedVm {
  vmUuid?: string;
  vmName?: string;
  vmState?: string;
  targetHostName?: string;
  /** CloudTower says that the VM's power state or host has changed since the entry. */
  changed?: boolean;
  changedReason?: string;
}

/** What an exit would do, by list. */
export interface ExitPlan {
  /** Shut down by the entry; an exit powers them on. */
  shutdownVms: PlannedVm[];
  /** Migrated while running; an exit migrates them back live. */
  liveMigratedVms: PlannedVm[];
  /** Migrated while stopped; an exit migrates them back offline. */
  offlineMigratedVms: PlannedVm[];
}

/** The VMs that an exit is asked to bring back, by `vmUuid`. */
export interface RestoreLists {
  powerOn: string[];
  liveMigrateBack: string[];
  offlineMigrateBack: string[];
}

export interface PrecheckResult {
  done: boolean;
  /** `vmUuid` of each running VM that cannot move and would be shut down. */
  shutdownVms: string[];
}

export interface Cluster {
  id: string;
  name: string;
  /** `CONNECTED`, `DISCONNECTED`, `INITIALIZING` or `REMOVING`. */
  connection?: string;
  /** Bytes that data recovery has still to copy; 0 if none is running. */
  recoverBytes?: number;
  /** Bytes a second. */
  recoverSpeed?: number;
}

/** Something that is wrong now. */
export interface Alert {
  id: string;
  /** `CRITICAL`, `NOTICE` or `INFO`; there may be others. */
  severity: string;
  message: string;
  /** What CloudTower advises. */
  solution?: string;
  hostId?: string;
  hostName?: string;
  clusterId?: string;
}

/** The logged-in user. */
export interface Me {
  name?: string;
  /** Names of rights such as `MANAGE_HOST`; `"all"` for the super administrator. */
  rights: readonly string[] | "all";
}
