import { type Host, RefusedError } from "../cloudtower";
import { otherHolder } from "./claims";
import { type Context, forHost } from "./context";
import { awaitUnfinishedEntry, withVerdict } from "./entryTask";
import { during, LifecycleError, messageOf } from "./errors";
import { awaitLiveTasks, type ExitRequest, exit } from "./exit";
import { followTask } from "./followTask";
import { describeSession, hostState, isOurs } from "./hostState";
import { latest } from "./latest";
import { leave } from "./leave";
import { observeRecorded, pollHost } from "./observe";
import type { Receipt } from "./receipt";
import { allVms, type SessionRecord } from "./record";
import { describeVms } from "./vms";

/** How to end a session. */
export interface RemoveRequest extends ExitRequest {
  /** What to do when the host is in another session than the recorded one. */
  onForeignSession: "refuse" | "exit";
}

const AGAIN = "mend that, then run pulumi destroy again; nothing was changed";

/** Connections over which CloudTower cannot bring a host back; `CONNECTED_ERROR` is left to CloudTower to judge. */
const NOT_CONNECTED = new Set(["CONNECTING", "INITIALIZING", "SESSION_EXPIRED"]);

/**
 * Ends the recorded session: when this returns, the host is out of maintenance and its VMs are back or were named.
 * @throws LifecycleError when that cannot be said: the record stays
 */
export async function remove(outer: Context, inState: SessionRecord, request: RemoveRequest): Promise<void> {
  const context = forHost(outer, inState.hostName);
  const record = await latest(context, inState);
  const receipt = await end(context, record, request, context.clock.now() + request.exitMs);
  try {
    // Left to another resource, the session is in that one's state: a later create of ours has nothing to resume.
    await (receipt ? context.journal.end(record, receipt) : context.journal.settle(record));
  } catch (error) {
    // All is done: a receipt that cannot be kept is no reason to keep the resource.
    context.progress.warn(`the receipt was not kept: ${messageOf(error)}`);
  }
}

/** @returns undefined where the session is left to another resource */
async function end(
  context: Context,
  asRecorded: SessionRecord,
  request: RemoveRequest,
  deadline: number,
): Promise<Receipt | undefined> {
  const host = await observeRecorded(context, asRecorded);
  const seenAt = context.clock.now();
  const record = await withVerdict(context, asRecorded, host);
  if (!host) {
    const vms = allVms(record);
    context.progress.warn(`the host is gone from its cluster; recorded VMs: ${describeVms(vms) || "none"}`);
    return { vms: vms.map(({ vmUuid, vmName }) => ({ vmUuid, vmName, outcome: "skipped", why: "the host is gone" })) };
  }
  const state = hostState(host);
  if (state === "in-use") {
    if (await awaitUnfinishedEntry(context, record, deadline)) return end(context, record, request, deadline);
    return leave(context, record, host, request.restore.powerOn, deadline);
  }
  if (state === "removing" || state === "unknown") throw notExitable(record, host);
  if (!isOurs(record, host) && request.onForeignSession === "refuse") throw notOurs(record, host);
  const holder = await during(
    { host: host.name, phase: "exit", what: "the journal could not be read", next: AGAIN, record },
    () => otherHolder(context, host),
  );
  if (holder) {
    context.progress.line(`the session was taken over by ${holder}, which keeps it`);
    return undefined;
  }
  if (state === "entering") {
    await settleEntry(context, record, host, deadline);
    return end(context, record, request, deadline);
  }
  if (NOT_CONNECTED.has(host.status)) throw notConnected(record, host);
  // An exit under way reads as in maintenance: when it has ended there may be nothing left to exit.
  if (await awaitLiveTasks(context, host, deadline)) return end(context, record, request, deadline);
  if (host.status === "CONNECTED_ERROR") context.progress.warn("CloudTower reports the host as CONNECTED_ERROR");
  if (!isOurs(record, host)) {
    context.progress.warn(`exiting a session that is not ours (${describeSession(host)}), as onForeignSession says`);
  }
  try {
    const receipt = await exit(context, record, { host, seenAt }, request, deadline);
    return receipt ?? (await end(context, record, request, deadline));
  } catch (error) {
    // An exit that was under way at the look at the host may have ended before the look at its tasks.
    if (await isOutMeanwhile(context, host, error)) return end(context, record, request, deadline);
    throw error;
  }
}

async function isOutMeanwhile({ cloudTower, signal }: Context, host: Host, error: unknown): Promise<boolean> {
  const cause = error instanceof LifecycleError ? error.failure.cause : undefined;
  if (!(cause instanceof RefusedError) || cause.facts.transient) return false;
  const seen = await cloudTower.host(host.id, { signal }).catch(() => undefined);
  return seen?.session?.state === "IN_USE";
}

/** An entry that is under way cannot be cancelled: it is waited for. */
async function settleEntry(context: Context, record: SessionRecord, host: Host, deadline: number): Promise<void> {
  context.progress.line(
    "the host is still entering maintenance, which cannot be cancelled: waiting for its end, then exiting",
  );
  const next = "run pulumi destroy again: it goes on waiting";
  const failure = { host: host.name, phase: "exit" as const, taskId: record.taskId, record, next };
  await during({ ...failure, what: "the host is still entering maintenance" }, async () => {
    if (record.taskId && record.phase === "entering") {
      await followTask(context, record.taskId, "entering maintenance", deadline);
    }
    const seen = await pollHost(context, host.id, deadline, (_, state) => state !== "entering");
    if (seen && hostState(seen) !== "entering") return;
    throw new LifecycleError({ ...failure, what: "the host did not end entering maintenance in time" });
  });
}

function notConnected(record: SessionRecord, host: Host): LifecycleError {
  return new LifecycleError({
    host: host.name,
    phase: "exit",
    record,
    what: `CloudTower has no connection to the host (${host.status}), so that it cannot come back into use`,
    next: "switch the host on or connect it, then run pulumi destroy again",
  });
}

function notExitable(record: SessionRecord, host: Host): LifecycleError {
  return new LifecycleError({
    host: host.name,
    phase: "exit",
    record,
    what: `CloudTower reports the host as ${host.session?.state}, from which it cannot exit maintenance`,
    next: "see in CloudTower what happens to the host; once it is in maintenance or in use, run pulumi destroy again",
  });
}

function notOurs(record: SessionRecord, host: Host): LifecycleError {
  const ours = `job ${record.maintenanceJobId ?? "unknown"}, since ${record.enteredAt ?? record.submittedAt ?? "unknown"}`;
  return new LifecycleError({
    host: host.name,
    phase: "exit",
    record,
    what: `the host is in another maintenance than ours: there ${describeSession(host)}; ours ${ours}. It is left alone`,
    next: 'let whoever started it end it, then run pulumi destroy again; or give the resource up with pulumi state delete; or end it all the same: onForeignSession: "exit", pulumi up, pulumi destroy',
  });
}
