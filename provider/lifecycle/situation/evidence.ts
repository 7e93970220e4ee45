import type { CloudTowerError, Host, Task } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Fact } from "../session/facts";
import type { KnownSession, TaskEvidence } from "../session/identity";
import type { SessionRecord } from "../session/record";
import { describeTags, type Tag } from "../session/tag";
import type { Restore } from "../vms/restore";

/** The host's state with regard to maintenance. */
export type HostState = "in use" | "entering" | "in maintenance" | "strange";

/** A host without any session was never in maintenance, so it is in use. */
export function hostState({ session }: Host): HostState {
  switch (session?.state) {
    case undefined:
    case "IN_USE":
      return "in use";
    case "ENTERING_MAINTENANCE_MODE":
      return "entering";
    case "MAINTENANCE_MODE":
      return "in maintenance";
    default:
      return "strange";
  }
}

/**
 * How CloudTower is connected to a host, with regard to what it can do there: nothing without a connection, and perhaps with one that
 * reports an error.
 */
export type Link = "connected" | "doubtful" | "not connected";

const LINKS: Readonly<Record<string, Link>> = {
  CONNECTED_ERROR: "doubtful",
  CONNECTING: "not connected",
  INITIALIZING: "not connected",
  SESSION_EXPIRED: "not connected",
};

export function linkTo({ status }: Pick<Host, "status">): Link {
  return Object.hasOwn(LINKS, status) ? (LINKS[status] as Link) : "connected";
}

/** Describes the session on a host: `job …, since …`, and what its name tags say. */
export function describeSession(host: Host): string {
  const { session } = host;
  const about = `job ${asName(session?.jobId ?? "unknown")}, since ${asName(session?.enteredAt ?? "unknown")}`;
  return [about, ...describeTags(host)].join(", ");
}

/** What happened to a mutating call, according to its answer. */
export type Submission =
  /** Without a task: done at once. */
  | { is: "accepted"; taskId: string | undefined }
  /** `isFinal`: the request is impossible as things are. A retry would not help. */
  | { is: "refused"; cause: CloudTowerError; isFinal: boolean }
  /** CloudTower may or may not have acted on it. */
  | { is: "lost"; cause: CloudTowerError }
  | { is: "not sent"; cause: CloudTowerError };

/** A mutating call of this run: the last attempt, and how many attempts were lost. */
export interface Sent {
  last: Submission;
  lost: number;
}

/** May CloudTower have acted on it? If an attempt was lost, a later refusal proves nothing. */
export function mayHaveActed({ last, lost }: Sent): boolean {
  return last.is === "accepted" || lost > 0;
}

/** Why the call was not accepted, or may not have been. */
export function causeOf(sent: Sent | undefined): CloudTowerError | undefined {
  return sent && sent.last.is !== "accepted" ? sent.last.cause : undefined;
}

/** What this run of a verb has done, and what it has seen the end of. */
export interface Run {
  entry?: (Sent & { record: SessionRecord }) | undefined;
  /** The final state of our entry's task, even if an earlier run sent the call. */
  entryTask?: Task | undefined;
  /** `session`: the one that it is to end, whoever began that. */
  exit?: (Sent & { restore: Restore; session?: KnownSession | undefined }) | undefined;
  exitTask?: Task | undefined;
  adopted?: boolean | undefined;
}

/** The host as it was last read. What else is shown distinguishes `gone` from `hidden`. */
export type HostEvidence =
  | { is: "not looked at" }
  | { is: "shown"; host: Host }
  | { is: "gone" }
  | { is: "hidden"; seen?: string | undefined }
  | { is: "on another CloudTower"; showsHost: boolean };

/** What name tags say of the session that a host is in. */
export interface TagEvidence {
  /** A tag of this resource that proves the session ours. */
  proof?: Tag | undefined;
  /** A tag of another resource that proves the session that one's. */
  theirs?: Tag | undefined;
  /** Has that one taken it over, if it was ours? Those who write no tags themselves do not ask. */
  isTakenOver?: boolean | undefined;
  /** A tag of this resource that proves nothing: it may be older than the session. */
  unproven?: Tag | undefined;
}

/** Everything that is known when a verb decides what to do next. All of it was read or recorded, none inferred. */
export interface Evidence {
  /** Our session, from the state or the facts. */
  record: SessionRecord | undefined;
  facts: readonly Fact[];
  /** The resource, as it is named in facts. */
  owner: string;
  host: HostEvidence;
  /** The task of our entry. */
  entryTask: TaskEvidence;
  /** Tasks of the host that have not ended. Read only if they matter. */
  liveTasks: readonly Task[];
  /** What name tags on the host say of its session. */
  tags: TagEvidence;
  run: Run;
  /** When the host was read, by our clock. */
  seenAt: number;
}
