import type { CloudTowerError, Host, Task } from "../../cloudtower";
import type { Fact } from "../session/facts";
import type { TaskEvidence } from "../session/identity";
import type { SessionRecord } from "../session/record";
import type { Restore } from "../vms/restore";

/** What a host is doing, as far as maintenance is concerned. */
export type HostState = "in use" | "entering" | "in maintenance" | "strange";

/** A host without a session was never in maintenance, so it is in use. */
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

/** The session on a host for a sentence: `job …, since …`. */
export function describeSession({ session }: Host): string {
  return `job ${session?.jobId ?? "unknown"}, since ${session?.enteredAt ?? "unknown"}`;
}

/** The outcome of a mutating call, as far as its answer tells. */
export type Submission =
  /** Without a task, it was done at once. */
  | { is: "accepted"; taskId: string | undefined }
  /** `isFinal`: it cannot be done as things are. Otherwise it may work later, or for another user. */
  | { is: "refused"; cause: CloudTowerError; isFinal: boolean }
  /** CloudTower may or may not have acted on it. */
  | { is: "lost"; cause: CloudTowerError }
  | { is: "not sent"; cause: CloudTowerError };

/** A mutating call of this run: the outcome of the last request, and the number of requests whose answer was lost. */
export interface Sent {
  last: Submission;
  lost: number;
}

/** May CloudTower have acted on it? After a lost answer, a later refusal proves nothing. */
export function mayHaveActed({ last, lost }: Sent): boolean {
  return last.is === "accepted" || lost > 0;
}

/** Why a call was not accepted, or may not have been. */
export function causeOf(sent: Sent | undefined): CloudTowerError | undefined {
  return sent && sent.last.is !== "accepted" ? sent.last.cause : undefined;
}

/** What this run of a verb has done, and the ends of tasks that it has seen. */
export interface Run {
  entry?: (Sent & { record: SessionRecord }) | undefined;
  /** The ended task of our entry, even if an earlier run sent the entry. */
  entryTask?: Task | undefined;
  exit?: (Sent & { restore: Restore }) | undefined;
  exitTask?: Task | undefined;
  adopted?: boolean | undefined;
}

/** The host as it was last read. Other hosts and VMs tell `gone` from `hidden`. */
export type HostEvidence =
  | { is: "not looked at" }
  | { is: "shown"; host: Host }
  | { is: "gone" }
  | { is: "hidden"; seen?: string | undefined }
  | { is: "on another CloudTower"; showsHost: boolean };

/** Everything that is known when a verb decides what to do next. It is read, never made up. */
export interface Evidence {
  /** Our session, from the state or from the facts. */
  record: SessionRecord | undefined;
  facts: readonly Fact[];
  /** The resource, as facts name it. */
  owner: string;
  host: HostEvidence;
  /** The task of our entry. */
  entryTask: TaskEvidence;
  /** Tasks of the host that have not ended, if they matter. */
  liveTasks: readonly Task[];
  run: Run;
  /** When the host was read, by our clock. */
  seenAt: number;
}
