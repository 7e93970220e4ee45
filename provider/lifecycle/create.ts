import type { Host } from "../cloudtower";
import { adopt } from "./adopt";
import { holdInThisRun } from "./claims";
import { type Context, forHost } from "./context";
import { type EnterRequest, enter } from "./enter";
import { during, LifecycleError } from "./errors";
import { type HostState, hostState, isOurs } from "./hostState";
import { keepInJournal } from "./keepInJournal";
import { observe, observeRecorded } from "./observe";
import { isUnfinished, type SessionRecord } from "./record";
import { resume } from "./update";
import { whereabouts } from "./whereabouts";

/**
 * Puts a host into maintenance; goes on with an entry of this resource's that the journal knows and Pulumi lost.
 * @returns what the state has to keep
 * @throws LifecycleError; with a record from the moment that CloudTower may have accepted the enter call
 */
export async function create(outer: Context, request: EnterRequest): Promise<SessionRecord> {
  const named = await observe(outer, request.hostId);
  const context = forHost(outer, named.name);
  const next = "mend that, then run pulumi up again; nothing was changed";
  const found = await during({ host: named.name, phase: "observe", what: "the journal could not be read", next }, () =>
    context.journal.find(context.cloudTower.server, named.id),
  );
  const host = found ? ((await observeRecorded(context, found)) ?? named) : named;
  const state = hostState(host);
  // A session that the journal knows as entered, on a host that is in use, has been ended by somebody: it is over.
  const isOver = found?.phase === "maintenance" && state === "in-use";
  if (found && isOver) await letGo(context, found);
  const entry = isOver ? undefined : found;
  if (entry && (state === "in-use" || isOurs(entry, host))) {
    context.progress.line(
      `going on with the entry submitted at ${entry.submittedAt}, which the journal has and the state lost`,
    );
    const record = await keepInJournal(context, await resume(context, request, entry), request.timeouts);
    holdInThisRun(context, record);
    return record;
  }
  if (state === "in-use") return keepInJournal(context, await enter(context, request, host), request.timeouts);
  if (request.ifAlreadyInMaintenance === "adopt" && (state === "entering" || state === "maintenance")) {
    if (entry && isUnfinished(entry)) {
      return keepInJournal(context, await adoptAfter(context, request, host, entry), request.timeouts);
    }
    if (entry) await letGo(context, entry);
    return adopt(context, host, request.timeouts.enterMs);
  }
  throw alreadyThere(host, state);
}

/** An entry of ours that came to nothing may have left VMs off: they go into the state, to be given back with the others. */
async function adoptAfter(
  context: Context,
  request: EnterRequest,
  host: Host,
  entry: SessionRecord,
): Promise<SessionRecord> {
  context.progress.warn(
    `the entry submitted at ${entry.submittedAt}, which the journal has, did not lead to the session that is on the host. ${await whereabouts(context, entry)}`,
  );
  return adopt(context, host, request.timeouts.enterMs, entry);
}

/** The state never had this session, so that no refresh will tell of its VMs that are not back: told before it is forgotten. */
async function letGo(context: Context, record: SessionRecord): Promise<void> {
  const where = await whereabouts(context, record);
  context.progress.warn(`the session that the journal has was ended by somebody else. ${where}`);
  await context.journal.settle(record);
}

function alreadyThere(host: Host, state: HostState): LifecycleError {
  const since = host.session?.enteredAt ? ` since ${host.session.enteredAt}` : "";
  const job = host.session?.jobId ? ` (maintenance job ${host.session.jobId})` : "";
  const failure = { host: host.name, phase: "observe" as const };
  if (state === "removing" || state === "unknown") {
    return new LifecycleError({
      ...failure,
      what: `CloudTower reports the host as ${host.session?.state}, from which it cannot enter maintenance`,
      next: "see in CloudTower what happens to the host; once it is in use, run pulumi up; nothing was changed",
    });
  }
  return new LifecycleError({
    ...failure,
    what: `the host is already ${state === "entering" ? "entering maintenance" : "in maintenance"}${since}${job}, and this resource did not put it there`,
    next: 'find out whose maintenance it is and let it end, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt". Nothing was changed',
  });
}
