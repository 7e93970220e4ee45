import type { Host } from "../../cloudtower";

/**
 * The phase of a session. `entering`: the enter call was sent, and its end is not recorded yet. `maintenance`: the host is in our
 * session. `entry-failed`: the entry ended without maintenance. `owed`: the session is over, but VMs of it may still have to be
 * given back. `foreign`: the host is in somebody else's session.
 */
export type Phase = "entering" | "maintenance" | "entry-failed" | "owed" | "foreign";

/** A VM that the session affects. */
export interface RecordedVm {
  vmUuid: string;
  vmName: string;
  /** Power state before the entry: `RUNNING`, `STOPPED`, `SUSPENDED` or `UNKNOWN`. */
  powerState?: string;
  /** Of a VM that ran before: read after the entry, by the cluster's clock. A VM that is stopped later has another time. */
  lastShutdownTime?: string;
  /** After a failed entry: CloudTower's id of the host on which the entry left the VM. */
  hostIdAfter?: string;
  /** From CloudTower's exit plan, like the fields below. */
  targetHostName?: string;
  changed?: boolean;
  changedReason?: string;
}

/** Each VM is in one of the lists. */
export interface RecordedLists {
  shutdownVms: RecordedVm[];
  liveMigratedVms: RecordedVm[];
  offlineMigratedVms: RecordedVm[];
}

/** The version of new records. A state without a version was written by 0.1.0 and is version 1. */
export const RECORD_VERSION = 2;

/** The types of fields. A question mark means that the field may be absent. */
interface Kinds {
  text: string;
  "text?": string;
  flag: boolean;
  "number?": number;
  phase: Phase;
  vms: RecordedVm[];
}

/**
 * The schema of a session in Pulumi's state. The resource's outputs, the types and the parsing of states are derived from it. Field
 * names must not change, because existing states contain them.
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
  /** `"maintenance"`; `"entering"`, `"entry-failed"` or `"owed"` if something is unfinished; `"foreign"` if somebody else's session is on the host. */
  phase: "phase",
  /** The time just before the enter call was sent, by the server's clock; ISO 8601, whole seconds. */
  submittedAt: "text?",
  /** CloudTower's task of the entry; absent if it entered at once. */
  taskId: "text?",
  /** When the host entered, as CloudTower shows it. */
  enteredAt: "text?",
  /** CloudTower's id of the session. */
  maintenanceJobId: "text?",
  /** When the task of a failed entry ended, by CloudTower's clock. */
  entryFailedAt: "text?",
  /** Was the session adopted rather than started? */
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

/** What the state keeps of a session: everything that is needed to give every VM back. */
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

/** The parts of a record that identify the session; absent if CloudTower does not show them. */
export function sessionFacts(host: Host) {
  const { enteredAt, jobId } = host.session ?? {};
  return {
    ...(enteredAt === undefined ? {} : { enteredAt }),
    ...(jobId === undefined ? {} : { maintenanceJobId: jobId }),
  };
}

/** Did the entry not finish, or fail, or are VMs owed? */
export function isUnfinished({ phase }: Pick<SessionRecord, "phase">): boolean {
  return phase === "entering" || phase === "entry-failed" || phase === "owed";
}

/** Every VM that a record names. */
export function allVms(lists: RecordedLists): RecordedVm[] {
  return [...lists.shutdownVms, ...lists.liveMigratedVms, ...lists.offlineMigratedVms];
}
