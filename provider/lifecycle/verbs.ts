import { type Context, forHost, type MaintenanceRequest } from "./context";
import { LifecycleError, type Verb } from "./report/failure";
import { failures } from "./report/failures";
import { isAhead, latest } from "./session/facts";
import { Known } from "./session/known";
import type { Receipt } from "./session/receipt";
import type { SessionRecord } from "./session/record";
import { type Done, runVerb } from "./situation/loop";
import { nameTagOf } from "./situation/marking";
import { begin, namesOfTower, type Work } from "./situation/work";
import { perform } from "./steps/perform";
import { keepReceipt, noteOver } from "./steps/receipt";

/**
 * Puts a host into maintenance, or continues an entry of this resource that is missing from Pulumi's state.
 * @returns what the state has to keep
 * @throws LifecycleError; it has a record once CloudTower may have accepted the enter call
 */
export async function create(context: Context, request: MaintenanceRequest): Promise<SessionRecord> {
  return mustBeKept(await start("create", context, request.hostId, undefined, request));
}

/**
 * Continues an unfinished entry, and enters again if a destroy has begun to exit. Otherwise it records a changed
 * policy.
 * @throws LifecycleError with the record
 */
export async function update(
  context: Context,
  request: MaintenanceRequest,
  record: SessionRecord,
): Promise<SessionRecord> {
  return mustBeKept(await start("update", context, record.hostId, record, request));
}

/**
 * Finds out what has become of a session.
 * @returns the current record; undefined if the session is over
 */
export async function read(context: Context, record: SessionRecord): Promise<SessionRecord | undefined> {
  return (await start("read", context, record.hostId, record)).record;
}

/**
 * Ends a session. When it returns, the host is out of maintenance, and every VM is back or was named.
 * @returns whether the host is in use, and what became of its VMs. It is not in use if it is gone, or if another resource has taken
 *   over the session
 * @throws LifecycleError if that is not certain; the resource then stays in the state
 */
export async function remove(context: Context, record: SessionRecord, request: MaintenanceRequest): Promise<Removed> {
  const { isInUse = false, receipt } = await start("delete", context, record.hostId, record, request);
  return { isInUse, receipt };
}

/** The end of a session. */
export interface Removed {
  isInUse: boolean;
  receipt: Receipt | undefined;
}

async function start(
  verb: Verb,
  outer: Context,
  hostId: string,
  inState: SessionRecord | undefined,
  request?: MaintenanceRequest,
): Promise<Done> {
  const context = inState ? forHost(outer, inState.hostName) : outer;
  const known = await knownOf(verb, context, hostId, inState, request);
  const record = latest(inState, known.facts);
  const isBehind = inState !== undefined && isAhead(inState, known.facts);
  if (record && record !== inState) {
    const which = record.adopted
      ? `session taken over, begun at ${record.enteredAt}`
      : `entry submitted at ${record.submittedAt}`;
    context.progress.line(`continuing with the ${which}, which is in the journal but not in the state`);
  } else if (isBehind && verb === "update") {
    context.progress.line("the journal has an exit that the state lacks");
  }
  const { enterMs = 0, exitMs = 0 } = request?.timeouts ?? {};
  const deadline = context.clock.now() + (verb === "delete" ? exitMs : enterMs);
  const hostName = inState?.hostName;
  const work = begin({ verb, context, hostId, hostName, request, record, known, isBehind, deadline });
  const done = await runVerb(work, perform).catch(async (error: unknown) => {
    if (error instanceof LifecycleError) await takeTagOff(work, error.failure.record);
    throw error;
  });
  if (done.receipt && verb === "delete") await noteOver(work);
  if (done.receipt) await keepReceipt(work, done.receipt);
  await takeTagOff(work, done.record);
  return done;
}

/** A refresh changes nothing in CloudTower, and an entry that may still be running is marked on. */
async function takeTagOff({ verb, known }: Work, record: SessionRecord | undefined): Promise<void> {
  if (verb !== "read" && record?.phase !== "entering") await known.tag?.takeOff();
}

async function knownOf(
  verb: Verb,
  context: Context,
  hostId: string,
  inState: SessionRecord | undefined,
  request: MaintenanceRequest | undefined,
): Promise<Known> {
  const { facts, clock, cloudTower, by } = context;
  const tag = nameTagOf(context, hostId);
  const signature = { by, reason: request?.reason };
  try {
    return await Known.read(facts, clock, namesOfTower(cloudTower, inState), hostId, signature, tag);
  } catch (cause) {
    throw failures.journalUnreadable({ verb, host: inState?.hostName ?? hostId, record: inState, cause });
  }
}

function mustBeKept({ record }: Done): SessionRecord {
  if (!record) throw new Error("a verb that enters ended without a record");
  return record;
}
