import type { CloudTower } from "../../cloudtower";
import type { Context, MaintenanceRequest } from "../context";
import type { About, Verb } from "../report/failure";
import type { Receipt } from "../session/facts";
import type { Known } from "../session/known";
import type { SessionRecord } from "../session/record";
import type { Run } from "./evidence";

/** A running verb: what it should do, and what it knows and has done so far. */
export interface Work {
  readonly verb: Verb;
  readonly context: Context;
  readonly hostId: string;
  /** Undefined until it is known. */
  readonly hostName: string | undefined;
  /** Absent for `read`, which decides nothing. */
  readonly request: MaintenanceRequest | undefined;
  /** Our session, from the state or from the facts. */
  readonly record: SessionRecord | undefined;
  readonly known: Known;
  /** Do the facts know more than the state: an exit of ours, or a later entry? */
  readonly isBehind: boolean;
  readonly run: Run;
  /** When to give up, by the clock. */
  readonly deadline: number;
  /** Since when a refusal that may pass is being waited for; undefined if there was none. */
  readonly waitingSince: number | undefined;
  /** When the host was last read. */
  readonly seenAt: number;
}

/** A verb that is about to start. */
export function begin(
  start: Pick<Work, "verb" | "context" | "hostId" | "request" | "record" | "known"> & Partial<Work>,
): Work {
  const nothingYet = { hostName: undefined, isBehind: false, run: {}, waitingSince: undefined, seenAt: 0 };
  return { ...nothingYet, deadline: Number.POSITIVE_INFINITY, ...start };
}

/** How a step ends: the verb is done, or it goes on with the changes of this step. */
export type Outcome =
  /** Without a record, the session is over and the resource is gone. */
  | { is: "done"; record?: SessionRecord | undefined; receipt?: Receipt | undefined }
  | { is: "again"; work: Partial<Work> };

export function again(work: Partial<Work> = {}): Outcome {
  return { is: "again", work };
}

/** The present and former addresses of the host's CloudTower; the one in the record first. */
export function namesOfTower({ servers }: CloudTower, record: SessionRecord | undefined): string[] {
  return record ? [record.server, ...servers] : [...servers];
}

/** Do the settings name the CloudTower differently from the record? */
export function isRenamed({ servers }: CloudTower, record: SessionRecord): boolean {
  return !servers.includes(record.server);
}

/** The subject of a failure of this verb. */
export function about({ verb, record, hostName, hostId }: Work): About {
  return { verb, host: hostName ?? hostId, record };
}

/** A verb that acts has a request. */
export function requestOf({ request, verb }: Work): MaintenanceRequest {
  if (!request) throw new Error(`${verb} has no request`);
  return request;
}

/** In a situation with a session of ours, there is a record. */
export function recordOf({ record, verb }: Work): SessionRecord {
  if (!record) throw new Error(`${verb} has no record`);
  return record;
}

/** Is there time left to wait for a refusal to pass? `timeouts.waitToEnter` and `waitToExit` say how long. */
export function hasPatience({ verb, request, context, waitingSince }: Work, leastMs = 0): boolean {
  const { waitToEnterMs = 0, waitToExitMs = 0 } = request?.timeouts ?? {};
  const patienceMs = Math.max(leastMs, verb === "delete" ? waitToExitMs : waitToEnterMs);
  const now = context.clock.now();
  return patienceMs > 0 && now - (waitingSince ?? now) < patienceMs;
}
