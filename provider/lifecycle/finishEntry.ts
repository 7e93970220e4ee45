import { type CloudTowerError, type Host, type Task, TaskTimeoutError } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { followTask, followWhileKnown } from "./followTask";
import { describeSession, hostState, isOurs } from "./hostState";
import { pollHost } from "./observe";
import { hostFacts, type SessionRecord, sessionFacts } from "./record";
import { SETTLE_MS, Staying } from "./staying";
import { countVms, plannedLists } from "./vms";
import { whereabouts } from "./whereabouts";

const CONTINUE = "run pulumi up to go on, or pulumi destroy to go back";

/**
 * Follows an entry that was submitted to its end, makes sure that the host is in maintenance, and reads the exit plan.
 * @throws LifecycleError with the record, from which both up and destroy can go on
 */
export async function finishEntry(context: Context, record: SessionRecord, deadline: number): Promise<SessionRecord> {
  const { taskId } = record;
  const failure = { host: record.hostName, phase: "enter" as const, taskId, record, next: CONTINUE };
  const what = "the entry was submitted, and could not be followed to its end";
  return during({ ...failure, what }, async () => {
    const task = taskId ? await followEntry(context, record, taskId, deadline) : undefined;
    if (task?.status === "FAILED") throw await entryFailed(context, record, task);
    const host = await verifyEntered(context, record, task ? context.clock.now() + SETTLE_MS : deadline);
    return recordEntered(context, record, host);
  });
}

/** An entry that goes on unseen is known from here on by its session's own id, should that be over when we look again. */
async function followEntry(
  context: Context,
  record: SessionRecord,
  taskId: string,
  deadline: number,
): Promise<Task | undefined> {
  try {
    return await followWhileKnown(context, taskId, "entering maintenance", deadline);
  } catch (cause) {
    if (!(cause instanceof TaskTimeoutError)) throw cause;
    throw new LifecycleError({
      host: record.hostName,
      phase: "enter",
      taskId,
      record: { ...record, ...(await factsOfOurs(context, record)) },
      what: "the entry was submitted, and could not be followed to its end",
      cause,
      next: CONTINUE,
    });
  }
}

/** What the host tells of our session, should it be in it: by that the session is known from here on. */
async function factsOfOurs({ cloudTower, signal }: Context, record: SessionRecord) {
  const host = await cloudTower.host(record.hostId, { signal }).catch(() => undefined);
  return host && hostState(host) !== "in-use" && isOurs(record, host) ? sessionFacts(host) : {};
}

/** Completes the record of a host that is in maintenance with what CloudTower tells of the session. */
export async function recordEntered(context: Context, record: SessionRecord, host: Host): Promise<SessionRecord> {
  const { cloudTower, signal, progress } = context;
  const plan = await cloudTower.exitPlan(host.id, { signal, patienceMs: SETTLE_MS });
  for (const vm of [...plan.shutdownVms, ...plan.liveMigratedVms, ...plan.offlineMigratedVms]) {
    if (!vm.vmUuid)
      progress.warn(
        `CloudTower's exit plan names a VM without UUID, which no exit can bring back: ${vm.vmName ?? "no name"}`,
      );
  }
  const entered: SessionRecord = {
    ...record,
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "maintenance",
    ...plannedLists(plan, record),
  };
  const migrated = entered.liveMigratedVms.length + entered.offlineMigratedVms.length;
  progress.line(`in maintenance: ${countVms(entered.shutdownVms.length)} shut down, ${migrated} migrated`);
  return entered;
}

/**
 * The answer to the enter call did not arrive. It is never sent again: the host shows whether CloudTower took it. A
 * session that begins on the host, which was in use just before, no earlier than we asked, is ours.
 */
export async function settleLostEntry(
  context: Context,
  record: SessionRecord,
  deadline: number,
  cause: CloudTowerError,
): Promise<SessionRecord> {
  const failure = { host: record.hostName, phase: "enter" as const, record };
  const what = "the answer to the request to enter maintenance was lost, and what became of it could not be seen";
  const host = await during({ ...failure, what, next: CONTINUE }, () => observeLostEntry(context, record, deadline));
  if (host?.session && host.session.state !== "IN_USE" && isOurs(record, host)) {
    context.progress.warn(
      `the answer to the request to enter maintenance was lost; the session that began right after it (${describeSession(host)}) is taken for ours. If anybody else was entering this host at that moment, see whose it is`,
    );
    return finishEntry(context, record, deadline);
  }
  throw new LifecycleError({
    ...failure,
    what: "the answer to the request to enter maintenance was lost, and the host does not enter",
    cause,
    next: "run pulumi up to enter, or pulumi destroy to let it be; both look first what became of the request",
  });
}

/** Neither the host nor a live task of the host shows an entry, for a while: then CloudTower did not take the call. */
async function observeLostEntry(context: Context, record: SessionRecord, deadline: number): Promise<Host | undefined> {
  const { cloudTower, clock, signal } = context;
  const look = () => pollHost(context, record.hostId, clock.now() + SETTLE_MS, (_, state) => state !== "in-use");
  const host = await look();
  if (host && hostState(host) !== "in-use") return host;
  const tasks = await cloudTower.liveTasks(record.hostId, { signal, patienceMs: SETTLE_MS });
  if (tasks.length === 0) return host;
  for (const task of tasks) await followTask(context, task.id, "waiting for a task of the host", deadline);
  return look();
}

async function verifyEntered(context: Context, record: SessionRecord, deadline: number): Promise<Host> {
  const inUse = new Staying(context.clock);
  const host = await pollHost(context, record.hostId, deadline, (_, state) => {
    return inUse.see(state === "in-use") || state === "maintenance";
  });
  if (host?.session?.state === "MAINTENANCE_MODE" && isOurs(record, host)) return host;
  // Without a task of its own, only the host that stays in use tells of an entry that failed.
  if (host && !record.taskId && inUse.isLong) throw await entryFailed(context, record);
  throw new LifecycleError({
    host: record.hostName,
    phase: "enter",
    taskId: record.taskId,
    record,
    what:
      host && hostState(host) === "maintenance"
        ? `the entry ended, and the host is in another maintenance than ours: ${describeSession(host)}`
        : `the entry ended, and the host is not in maintenance (${host ? (host.session?.state ?? "no session") : "it is gone"})`,
    next: CONTINUE,
  });
}

async function entryFailed(context: Context, record: SessionRecord, task?: Task): Promise<LifecycleError> {
  return new LifecycleError({
    host: record.hostName,
    phase: "enter",
    taskId: task?.id,
    // A host may enter all the same.
    record: { ...record, ...(await factsOfOurs(context, record)), phase: "entry-failed" },
    what: `CloudTower's task to enter maintenance failed: ${task?.errorMessage ? `"${task.errorMessage}"` : "it gives no reason"}. ${await whereabouts(context, record)}`,
    next: "run pulumi up to try again, or pulumi destroy to start what was shut down and let the host be",
  });
}
