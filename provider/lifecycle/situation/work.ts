import type { CloudTower } from "../../cloudtower";
import type { Context, MaintenanceRequest } from "../context";
import type { About, Verb } from "../report/failure";
import type { Receipt } from "../session/facts";
import type { Known } from "../session/known";
import type { SessionRecord } from "../session/record";
import type { Run } from "./evidence";

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

/** A verb at its beginning. */
export function begin(
  start: Pick<Work, "verb" | "context" | "hostId" | "request" | "record" | "known"> & Partial<Work>,
): Work {
  const nothingYet = { hostName: undefined, isBehind: false, run: {}, waitingSince: undefined, seenAt: 0 };
  return { ...nothingYet, deadline: Number.POSITIVE_INFINITY, ...start };
}

/** How a step ends: the verb is done, or there is more to do with what the step has changed. */
export type Outcome =
  /** Without a record the session is over, and the resource with it. */
  | { is: "done"; record?: SessionRecord | undefined; receipt?: Receipt | undefined }
  | { is: "again"; work: Partial<Work> };

export function again(work: Partial<Work> = {}): Outcome {
  return { is: "again", work };
}

/** By which addresses the host's CloudTower is or was known; that in the record first. */
export function namesOfTower({ servers }: CloudTower, record: SessionRecord | undefined): string[] {
  return record ? [record.server, ...servers] : [...servers];
}

/** Do the settings name the CloudTower otherwise than the record does? */
export function isRenamed({ servers }: CloudTower, record: SessionRecord): boolean {
  return !servers.includes(record.server);
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
