import { adopt } from "./adopt";
import { type Context, forHost } from "./context";
import { type EnterRequest, enter } from "./enter";
import { awaitUnfinishedEntry, withVerdict } from "./entryTask";
import { during, LifecycleError } from "./errors";
import { awaitLiveTasks } from "./exit";
import { isExiting } from "./exiting";
import { finishEntry } from "./finishEntry";
import { describeSession, hostState, isOurs } from "./hostState";
import { keepInJournal } from "./keepInJournal";
import { latest } from "./latest";
import { observeRecorded } from "./observe";
import { hostFacts, isUnfinished, leftOver, type SessionRecord } from "./record";
import { isSelected } from "./restore";
import { describeVms } from "./vms";

/**
 * Goes on with an entry that did not finish, and enters again where a destroy has begun to exit; otherwise records a
 * changed policy without a request, unless the settings name another server than the record: then it makes sure first
 * that this is the same CloudTower.
 * @throws LifecycleError with the record, unfinished
 */
export async function update(
  context: Context,
  request: EnterRequest & { consentChanged?: boolean },
  record: SessionRecord,
): Promise<SessionRecord> {
  const ours = forHost(context, record.hostName);
  if (isUnfinished(record) || (await isJournalAhead(ours, record))) {
    return keepInJournal(ours, await resume(ours, request, await latest(ours, record)), request.timeouts);
  }
  // Of an adopted session somebody else has agreed to what was shut down.
  const uncovered = record.shutdownVms.filter((vm) => !isSelected(vm, request.consent));
  if (uncovered.length > 0 && request.consentChanged !== false && !record.adopted) {
    ours.progress.warn(`allowShutdown no longer covers VMs that are shut down already: ${describeVms(uncovered)}`);
  }
  const { server } = context.cloudTower;
  if (server === record.server) return record;
  const host = await observeRecorded(context, record);
  return host ? { ...record, ...hostFacts(server, host) } : record;
}

async function isJournalAhead(context: Context, record: SessionRecord): Promise<boolean> {
  const failure = { host: record.hostName, phase: "observe" as const, what: "the journal could not be read", record };
  const next = "mend that, then run pulumi up again; nothing was changed";
  const isAhead = await during({ ...failure, next }, () => context.journal.isAhead(record));
  if (isAhead) context.progress.line("the journal knows of an exit, or of a later entry, that the state does not know");
  return isAhead;
}

/** Goes on with an entry from whatever has become of it. */
export async function resume(
  context: Context,
  request: EnterRequest,
  asRecorded: SessionRecord,
): Promise<SessionRecord> {
  const deadline = context.clock.now() + request.timeouts.enterMs;
  const host = await observeRecorded(context, asRecorded);
  const record = await withVerdict(context, asRecorded, host);
  const failure = { host: record.hostName, phase: "enter" as const, taskId: record.taskId, record };
  if (!host) {
    throw new LifecycleError({
      ...failure,
      what: "the host is gone from its cluster",
      next: "run pulumi destroy, or take the host out of the program",
    });
  }
  const state = hostState(host);
  if (state === "in-use") {
    // The host alone is no proof while its task may still be under way.
    if (await awaitUnfinishedEntry(context, record, deadline)) return resume(context, request, record);
    // Whatever stops it, the VMs of the entry before are still to be given back.
    const again = { ...failure, what: "the entry could not be repeated" };
    const next = "run pulumi up to try again, or pulumi destroy to start what was shut down and let the host be";
    const before = isUnfinished(record) ? record : leftOver(record);
    return during({ ...again, next, record: before }, () => enter(context, request, host, before));
  }
  // An exit that a destroy began may still be under way: the host reads as in maintenance until it ends.
  if (
    state === "maintenance" &&
    (await isExiting(context, record)) &&
    (await awaitLiveTasks(context, host, deadline))
  ) {
    return resume(context, request, record);
  }
  if ((state === "entering" || state === "maintenance") && isOurs(record, host)) {
    // A session that goes on after a failed task, or that another call of ours began, is not that task's any more.
    const { taskId: _, ...rest } = record;
    return finishEntry(context, record.phase === "entering" ? record : { ...rest, phase: "entering" }, deadline);
  }
  if ((state === "entering" || state === "maintenance") && request.ifAlreadyInMaintenance === "adopt") {
    return adopt(context, host, request.timeouts.enterMs, record);
  }
  throw new LifecycleError({
    ...failure,
    what: `the host is ${host.session?.state}, in a session that this resource did not start (${describeSession(host)})`,
    next: 'find out whose maintenance it is and let it end, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"',
  });
}
