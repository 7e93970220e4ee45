import type { CloudTowerError, Host, Task } from "../../cloudtower";
import type { Fact } from "../session/facts";
import type { KnownSession, TaskEvidence } from "../session/identity";
import type { SessionRecord } from "../session/record";
import type { Restore } from "../vms/restore";

/** What a host is doing, as far as maintenance is concerned. */
export type HostState = "in use" | "entering" | "in maintenance" | "strange";

/** No session at all means in use: such a host was never in maintenance. */
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

/** What became of a mutating call, as far as its answer tells. */
export type Submission =
  /** No task: it was done at once. */
  | { is: "accepted"; taskId: string | undefined }
  /** `isFinal`: what was asked cannot be done as things are, rather than later or by somebody else. */
  | { is: "refused"; cause: CloudTowerError; isFinal: boolean }
  /** CloudTower may or may not have acted on it. */
  | { is: "lost"; cause: CloudTowerError }
  | { is: "not sent"; cause: CloudTowerError };

/** A mutating call of this run: its last sending, and how many sendings were lost. */
export interface Sent {
  last: Submission;
  lost: number;
}

/** May CloudTower have acted on it? After a lost sending a later refusal proves nothing. */
export function mayHaveActed({ last, lost }: Sent): boolean {
  return last.is === "accepted" || lost > 0;
}

/** Why a call was not taken, or is not known to have been. */
export function causeOf(sent: Sent | undefined): CloudTowerError | undefined {
  return sent && sent.last.is !== "accepted" ? sent.last.cause : undefined;
}

/** What this run of a verb has done and seen the end of. */
export interface Run {
  entry?: (Sent & { record: SessionRecord }) | undefined;
  /** The end of our entry's task, also of one that an earlier run sent. */
  entryTask?: Task | undefined;
  /** `session`: the one that it is to end, whoever began that. */
  exit?: (Sent & { restore: Restore; session?: KnownSession | undefined }) | undefined;
  exitTask?: Task | undefined;
  adopted?: boolean | undefined;
}

/** The host as it was last read. `gone` and `hidden` are told apart by what else is shown. */
export type HostEvidence =
  | { is: "not looked at" }
  | { is: "shown"; host: Host }
  | { is: "gone" }
  | { is: "hidden"; seen?: string | undefined }
  | { is: "on another CloudTower"; showsHost: boolean };

/** All that is known when a verb decides what to do next. Nothing in here is made up. */
export interface Evidence {
  /** Our session, from the state or from what is known beyond it. */
  record: SessionRecord | undefined;
  facts: readonly Fact[];
  /** The resource, as facts name it. */
  owner: string;
  host: HostEvidence;
  /** The task of our entry. */
  entryTask: TaskEvidence;
  /** Tasks of the host that have not ended, where they matter. */
  liveTasks: readonly Task[];
  run: Run;
  /** When the host was looked at, by our clock. */
  seenAt: number;
}
