import type { Host } from "../cloudtower/model";

/**
 * Where a session stands. `entering`: the enter call was sent, and how it ended is not recorded yet. `maintenance`: ours
 * and entered. `entry-failed`: the entry ended without maintenance. `foreign`: somebody else's session is on the host.
 */
export type Phase = "entering" | "maintenance" | "entry-failed" | "foreign";

/** A VM that the session touches. */
export interface RecordedVm {
  vmUuid: string;
  vmName: string;
  /** Before the entry: `RUNNING`, `STOPPED`, `SUSPENDED` or `UNKNOWN`. */
  powerState?: string;
  /** What CloudTower's exit plan says. */
  targetHostName?: string;
  changed?: boolean;
  changedReason?: string;
}

/** Each VM stands in one list only. */
export interface RecordedLists {
  shutdownVms: RecordedVm[];
  liveMigratedVms: RecordedVm[];
  offlineMigratedVms: RecordedVm[];
}

/** What the state keeps of a session: all that it takes to give every VM back. */
export interface SessionRecord extends RecordedLists {
  /** Origin of the CloudTower, for example `https://tower.example.com`. */
  server: string;
  hostId: string;
  hostName: string;
  clusterId: string;
  clusterName: string;
  phase: Phase;
  /** Just before the enter call was sent, by the server's clock; ISO 8601, whole seconds. */
  submittedAt?: string;
  /** The task of the entry. */
  taskId?: string;
  /** As CloudTower tells it. */
  enteredAt?: string;
  maintenanceJobId?: string;
  /** Was the session taken over rather than started? */
  adopted: boolean;
}

/** The parts of a record that identify the host. */
export function hostFacts(server: string, host: Host) {
  return {
    server,
    hostId: host.id,
    hostName: host.name,
    clusterId: host.clusterId,
    clusterName: host.clusterName,
  };
}

/** The parts of a record that identify the session; absent where CloudTower does not tell. */
export function sessionFacts(host: Host) {
  const { enteredAt, jobId } = host.session ?? {};
  return {
    ...(enteredAt === undefined ? {} : { enteredAt }),
    ...(jobId === undefined ? {} : { maintenanceJobId: jobId }),
  };
}

/** Is there an entry whose end is not known, or that failed? */
export function isUnfinished({ phase }: Pick<SessionRecord, "phase">): boolean {
  return phase === "entering" || phase === "entry-failed";
}

/** Was this entry submitted after the other? */
export function isLater(one: SessionRecord, other: SessionRecord): boolean {
  const time = ({ submittedAt }: SessionRecord) => (submittedAt === undefined ? 0 : Date.parse(submittedAt));
  return time(one) > time(other);
}

/** The record of a session that is over, some of whose VMs may still have to be given back: like one that failed. */
export function leftOver({ maintenanceJobId: _, enteredAt: __, taskId: ___, ...record }: SessionRecord): SessionRecord {
  return { ...record, phase: "entry-failed" };
}

/** Every VM that a record names. */
export function allVms(lists: RecordedLists): RecordedVm[] {
  return [...lists.shutdownVms, ...lists.liveMigratedVms, ...lists.offlineMigratedVms];
}
