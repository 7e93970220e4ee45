import type { CloudTower } from "../../cloudtower";
import type { Context, MaintenanceRequest } from "../context";
import type { About, Verb } from "../report/failure";
import type { Known } from "../session/known";
import type { Receipt } from "../session/receipt";
import type { SessionRecord } from "../session/record";
import type { Run } from "./evidence";

/** A running verb: its task, what it knows, and what it has done so far. */
export interface Work {
  readonly verb: Verb;
  readonly context: Context;
  readonly hostId: string;
  /** If it is known already. */
  readonly hostName: string | undefined;
  /** Absent for `read`, which makes no decisions. */
  readonly request: MaintenanceRequest | undefined;
  /** Our session, from the state or the facts. */
  readonly record: SessionRecord | undefined;
  readonly known: Known;
  /** Are the facts ahead of the state, with an exit of ours or a later entry? */
  readonly isBehind: boolean;
  readonly run: Run;
  /** When to give up waiting, by our clock. */
  readonly deadline: number;
  /** Since when we have been waiting for a temporary refusal to pass; undefined if there was none. */
  readonly waitingSince: number | undefined;
  /** What was last told of it. */
  readonly waitingFor: string | undefined;
  /** When the host was last read, by our clock. */
  readonly seenAt: number;
}

/** Starts a verb. */
export function begin(
  start: Pick<Work, "verb" | "context" | "hostId" | "request" | "record" | "known"> & Partial<Work>,
): Work {
  const nothingYet = {
    hostName: undefined,
    isBehind: false,
    run: {},
    waitingSince: undefined,
    waitingFor: undefined,
    seenAt: 0,
  };
  return { ...nothingYet, deadline: Number.POSITIVE_INFINITY, ...start };
}

/** How a step ends: the verb is done, or continues with the changes that the step has made. */
export type Outcome =
  /** Without a record, the session is over and the resource is removed. `isInUse`: it was seen so. */
  | { is: "done"; record?: SessionRecord | undefined; receipt?: Receipt | undefined; isInUse?: true }
  | { is: "again"; work: Partial<Work> };

export function again(work: Partial<Work> = {}): Outcome {
  return { is: "again", work };
}

/** The addresses by which the host's CloudTower is or was known, the recorded one first. */
export function namesOfTower({ servers }: CloudTower, record: SessionRecord | undefined): string[] {
  return record ? [record.server, ...servers] : [...servers];
}

/** Do the settings lack the recorded address? */
export function isRenamed({ servers }: CloudTower, record: SessionRecord): boolean {
  return !servers.includes(record.server);
}

/** What a failure of this verb refers to. */
export function about({ verb, record, hostName, hostId }: Work): About {
  return { verb, host: hostName ?? hostId, record };
}

/** Every verb that makes decisions has a request. */
export function requestOf({ request, verb }: Work): MaintenanceRequest {
  if (!request) throw new Error(`${verb} has no request`);
  return request;
}

/** Every situation that involves our session has a record. */
export function recordOf({ record, verb }: Work): SessionRecord {
  if (!record) throw new Error(`${verb} has no record`);
  return record;
}

/** May we still wait for a temporary refusal to pass, according to `timeouts.waitToEnter` or `waitToExit`? */
export function hasPatience({ verb, request, context, waitingSince }: Work, leastMs = 0): boolean {
  const { waitToEnterMs = 0, waitToExitMs = 0 } = request?.timeouts ?? {};
  const patienceMs = Math.max(leastMs, verb === "delete" ? waitToExitMs : waitToEnterMs);
  const now = context.clock.now();
  return patienceMs > 0 && now - (waitingSince ?? now) < patienceMs;
}
