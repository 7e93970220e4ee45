import type { Host } from "../../cloudtower";

/**
 * Where a session stands. `entering`: the enter call was sent, and its end is not recorded yet. `maintenance`: ours, and
 * entered. `entry-failed`: the entry ended without maintenance. `owed`: the session is over, and VMs of it may still have
 * to be given back. `foreign`: the host is in somebody else's session.
 */
export type Phase = "entering" | "maintenance" | "entry-failed" | "owed" | "foreign";

/** A VM that the session touches. */
export interface RecordedVm {
  vmUuid: string;
  vmName: string;
  /** Before the entry: `RUNNING`, `STOPPED`, `SUSPENDED` or `UNKNOWN`. */
  powerState?: string;
  /** After the entry, by the cluster's clock, of a VM that ran before: one that was stopped later has another. */
  lastShutdownTime?: string;
  /** After an entry that failed: CloudTower's id of the host on which it left the VM. */
  hostIdAfter?: string;
  /** As CloudTower's exit plan says. */
  targetHostName?: string;
  changed?: boolean;
  changedReason?: string;
}

/** Each VM is in one list only. */
export interface RecordedLists {
  shutdownVms: RecordedVm[];
  liveMigratedVms: RecordedVm[];
  offlineMigratedVms: RecordedVm[];
}

/** Written into new records. A state without a number was written by 0.1.0, which is version 1. */
export const RECORD_VERSION = 2;

/** What each kind of field holds. A question mark: may be absent. */
interface Kinds {
  text: string;
  "text?": string;
  flag: boolean;
  "number?": number;
  phase: Phase;
  vms: RecordedVm[];
}

/**
 * The one schema of what Pulumi's state keeps of a session. The resource's outputs, the types and the parsing of states
 * are derived from it. Names of fields are promises to states already written.
 */
export const RECORD_FIELDS = {
  /** Version of this schema; absent in states of 0.1.0. */
  recordVersion: "number?",
  /** The CloudTower, for example `https://tower.example.com`. */
  server: "text",
  /** CloudTower's id of the host; also the resource's id. */
  hostId: "text",
  hostName: "text",
  clusterId: "text",
  clusterName: "text",
  /** `"maintenance"`; `"entering"`, `"entry-failed"` and `"owed"` where something is unfinished; `"foreign"` where somebody else's session is on the host. */
  phase: "phase",
  /** Just before the enter call was sent, by the server's clock; ISO 8601, whole seconds. */
  submittedAt: "text?",
  /** The task of the entry; absent where CloudTower entered at once. */
  taskId: "text?",
  /** When the host entered, as CloudTower tells it. */
  enteredAt: "text?",
  /** CloudTower's id of the session. */
  maintenanceJobId: "text?",
  /** When the task of an entry that failed ended, by CloudTower's clock. */
  entryFailedAt: "text?",
  /** Was the session taken over rather than started? */
  adopted: "flag",
  /** VMs that the entry shut down; destroy powers them on. */
  shutdownVms: "vms",
  /** VMs that migrated while running; destroy migrates them back. */
  liveMigratedVms: "vms",
  /** VMs that migrated while stopped; destroy migrates them back. */
  offlineMigratedVms: "vms",
} as const satisfies Record<string, keyof Kinds>;

type Fields = typeof RECORD_FIELDS;
type Optional<Kind> = Kind extends `${string}?` ? true : false;

/** What the state keeps of a session: all that it takes to give every VM back. */
export type SessionRecord = {
  -readonly [Name in keyof Fields as Optional<Fields[Name]> extends true ? never : Name]: Kinds[Fields[Name]];
} & { -readonly [Name in keyof Fields as Optional<Fields[Name]> extends true ? Name : never]?: Kinds[Fields[Name]] };

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

/** Is there an entry whose end is not known or that failed, or are there VMs to give back? */
export function isUnfinished({ phase }: Pick<SessionRecord, "phase">): boolean {
  return phase === "entering" || phase === "entry-failed" || phase === "owed";
}

/** Every VM that a record names. */
export function allVms(lists: RecordedLists): RecordedVm[] {
  return [...lists.shutdownVms, ...lists.liveMigratedVms, ...lists.offlineMigratedVms];
}
