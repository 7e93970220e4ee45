import type { CloudTowerError, Host, Task } from "../../cloudtower";
import type { Context, MaintenanceRequest } from "../context";
import type { About, Verb } from "../report/failure";
import type { Receipt } from "../report/words";
import type { Fact } from "../session/facts";
import type { KnownSession, TaskEvidence } from "../session/identity";
import type { Known } from "../session/known";
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

/** A verb at work: what it is to do, and what it knows and has done so far. */
export interface Work {
  readonly verb: Verb;
  readonly context: Context;
  readonly hostId: string;
  /** Where it is known already. */
  readonly hostName: string | undefined;
  /** Absent for `read`, which decides nothing. */
  readonly request: MaintenanceRequest | undefined;
  /** Our session: from the state, or from what is known beyond it. */
  readonly record: SessionRecord | undefined;
  readonly known: Known;
  /** Is the state behind the facts: an exit of ours was submitted, or a later entry? */
  readonly isBehind: boolean;
  readonly run: Run;
  /** When to give up waiting, by the clock. */
  readonly deadline: number;
  /** Since when a refusal that may pass is waited for; undefined: none was met yet. */
  readonly waitingSince: number | undefined;
  /** When the host was last looked at. */
  readonly seenAt: number;
}

/** How a step ends: the verb is done, or there is more to do with what the step has changed. */
export type Outcome =
  /** Without a record the session is over, and the resource with it. */
  | { is: "done"; record?: SessionRecord | undefined; receipt?: Receipt | undefined }
  | { is: "again"; work: Partial<Work> };

export function again(work: Partial<Work> = {}): Outcome {
  return { is: "again", work };
}

/** What a failure of this verb is about. */
export function about({ verb, record, hostName, hostId }: Work): About {
  return { verb, host: hostName ?? hostId, record };
}

/** A verb that acts has a request. */
export function requestOf({ request, verb }: Work): MaintenanceRequest {
  if (!request) throw new Error(`${verb} has no request`);
  return request;
}

/** A situation that tells of our session has a record. */
export function recordOf({ record, verb }: Work): SessionRecord {
  if (!record) throw new Error(`${verb} has no record`);
  return record;
}

/** May a refusal still be waited for? `timeouts.waitToEnter` and `waitToExit` say how long. */
export function hasPatience({ verb, request, context, waitingSince }: Work, leastMs = 0): boolean {
  const { waitToEnterMs = 0, waitToExitMs = 0 } = request?.timeouts ?? {};
  const patienceMs = Math.max(leastMs, verb === "delete" ? waitToExitMs : waitToEnterMs);
  const now = context.clock.now();
  return patienceMs > 0 && now - (waitingSince ?? now) < patienceMs;
}
