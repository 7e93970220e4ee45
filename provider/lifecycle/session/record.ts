import type { Host } from "../../cloudtower";

/**
 * The state of a session.
 * - `entering`: the enter call was sent, and its end is not recorded yet.
 * - `maintenance`: the host has entered, in our session.
 * - `entry-failed`: the entry ended without maintenance.
 * - `owed`: the session is over, but VMs may still have to be given back.
 * - `foreign`: the host is in a session of somebody else.
 */
export type Phase = "entering" | "maintenance" | "entry-failed" | "owed" | "foreign";

/** In place of a time: a VM that was read as running, and has never been shut down. */
export const NEVER = "never";

/** A VM that the session affects. */
export interface RecordedVm {
  vmUuid: string;
  vmName: string;
  /** Before the entry: `RUNNING`, `STOPPED`, `SUSPENDED` or `UNKNOWN`. */
  powerState?: string;
  /**
   * When the VM was last shut down, as read after the entry, by the cluster's clock. Only for VMs that ran before. If
   * the value has changed since, somebody stopped the VM later.
   */
  lastShutdownTime?: string;
  /** After a failed entry: CloudTower's id of the host where it left the VM. */
  hostIdAfter?: string;
  /** From CloudTower's exit plan. */
  targetHostName?: string;
  changed?: boolean;
  changedReason?: string;
}

/** Each VM is in only one list. */
export interface RecordedLists {
  shutdownVms: RecordedVm[];
  liveMigratedVms: RecordedVm[];
  offlineMigratedVms: RecordedVm[];
}

/** The version of new records. A state without this number was written by 0.1.0, which is version 1. */
export const RECORD_VERSION = 2;

/** The kinds of fields. A question mark means optional. */
interface Kinds {
  text: string;
  "text?": string;
  flag: boolean;
  "number?": number;
  phase: Phase;
  vms: RecordedVm[];
}

/**
 * The only schema of what Pulumi's state keeps of a session. The resource's outputs, the types and the parsing of
 * states are derived from it. Names of fields must never change, because existing states contain them.
 */
export const RECORD_FIELDS = {
  /** Version of this schema; absent in states of 0.1.0. */
  recordVersion: "number?",
  /** The address of the CloudTower, for example `https://tower.example.com`. */
  server: "text",
  /** CloudTower's id of the host; also the resource's id. */
  hostId: "text",
  hostName: "text",
  clusterId: "text",
  clusterName: "text",
  /**
   * `"maintenance"`; `"entering"`, `"entry-failed"` or `"owed"` if something is unfinished; `"foreign"` if the host is
   * in a session of somebody else.
   */
  phase: "phase",
  /** The time just before the enter call was sent, by the server's clock; ISO 8601, whole seconds. */
  submittedAt: "text?",
  /** The task of the entry; absent if CloudTower entered at once. */
  taskId: "text?",
  /** When the host entered, according to CloudTower. */
  enteredAt: "text?",
  /** CloudTower's id of the session. */
  maintenanceJobId: "text?",
  /** When the task of a failed entry ended, by CloudTower's clock. */
  entryFailedAt: "text?",
  /** Whether the session was adopted rather than started. */
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

/** The fields of a record that identify the host. */
export function hostFacts(server: string, host: Host) {
  return {
    server,
    hostId: host.id,
    hostName: host.name,
    clusterId: host.clusterId,
    clusterName: host.clusterName,
  };
}

/** The fields of a record that identify the session; absent if CloudTower does not show them. */
export function sessionFacts(host: Host) {
  const { enteredAt, jobId } = host.session ?? {};
  return {
    ...(enteredAt === undefined ? {} : { enteredAt }),
    ...(jobId === undefined ? {} : { maintenanceJobId: jobId }),
  };
}

/** Is the end of the entry unknown, did the entry fail, or are VMs owed? */
export function isUnfinished({ phase }: Pick<SessionRecord, "phase">): boolean {
  return phase === "entering" || phase === "entry-failed" || phase === "owed";
}

/** Every VM that a record names. */
export function allVms(lists: RecordedLists): RecordedVm[] {
  return [...lists.shutdownVms, ...lists.liveMigratedVms, ...lists.offlineMigratedVms];
}
