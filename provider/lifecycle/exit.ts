import type { Host } from "../cloudtower";
import type { Context } from "./context";
import { DESTROY_AGAIN, during, LifecycleError } from "./errors";
import { markEnded } from "./exiting";
import { followTask, followWhileKnown } from "./followTask";
import { hostState } from "./hostState";
import { inUseForSure, pollHost } from "./observe";
import { type Receipt, receiptLines } from "./receipt";
import type { SessionRecord } from "./record";
import { type RestorePolicy, restoreLists } from "./restore";
import { SETTLE_MS } from "./staying";
import { type Submitted, submitExit } from "./submitExit";
import { verifyRestored } from "./verifyRestored";
import { countVms, describeVms } from "./vms";
import { whereabouts } from "./whereabouts";

/** How long a look at the host is good enough for the exit call that follows. */
const FRESH_MS = 250;

/** How to exit. */
export interface ExitRequest {
  /** From the exit call until the VMs are back, in milliseconds. */
  exitMs: number;
  restore: RestorePolicy;
}

/**
 * Takes a host out of maintenance and makes sure that every VM that was to come back is back.
 * @returns undefined when the host is not as it was seen any more: then nothing was done
 * @throws LifecycleError when the host or a VM is not back: the record stays
 */
export async function exit(
  context: Context,
  record: SessionRecord,
  { host, seenAt }: { host: Host; seenAt: number },
  request: ExitRequest,
  deadline: number,
): Promise<Receipt | undefined> {
  const { cloudTower, clock, signal, progress } = context;
  const failure = { host: host.name, phase: "exit" as const };

  const unprepared = { ...failure, what: "the exit could not be prepared", next: DESTROY_AGAIN };
  const plan = await during(unprepared, () => cloudTower.exitPlan(host.id, { signal }));
  // With patience for a server that fails time has passed, in which somebody may have ended this session and begun another.
  const isStale = clock.now() - seenAt > FRESH_MS;
  if (isStale && !(await during(unprepared, () => isAsSeen(context, host)))) return undefined;
  const restore = restoreLists(plan, record, request.restore);
  if (restore.added.length > 0) progress.line(`new in CloudTower's exit plan: ${describeVms(restore.added)}`);
  const { powerOn, liveMigrateBack, offlineMigrateBack } = restore.lists;
  progress.line(
    `exiting maintenance: ${countVms(powerOn.length)} to power on, ${liveMigrateBack.length + offlineMigrateBack.length} to migrate back`,
  );
  const { taskId, isSure } = await submitExit(context, record, host, restore.lists);
  await during(
    { ...failure, taskId, what: "the exit was submitted, and could not be followed to its end", next: DESTROY_AGAIN },
    async () => {
      const isOver = taskId ? await followExit(context, record, taskId, deadline) : !isSure;
      const until = isOver ? clock.now() + SETTLE_MS : deadline;
      await verifyInUse(context, host, { deadline: until, taskId, isSure: isSure && (isOver || !taskId) });
    },
  );
  const receipt = await verifyRestored(context, host, restore, record, request.restore, deadline);
  const { line, warnings } = receiptLines(receipt);
  progress.line(line);
  for (const warning of warnings) progress.warn(warning);
  return receipt;
}

async function isAsSeen({ cloudTower, signal }: Context, { id, session: before }: Host): Promise<boolean> {
  const session = (await cloudTower.host(id, { signal }))?.session;
  const same = (key: "state" | "jobId" | "enteredAt") => session?.[key] === before?.[key];
  return same("state") && same("jobId") && same("enteredAt");
}

/**
 * Waits for tasks of the host: one that still runs may be an entry or exit that we lost sight of. Best effort, since not
 * every task carries its host's id.
 * @returns whether there was any: then the host may be another than was seen before
 */
export async function awaitLiveTasks(context: Context, host: Host, deadline: number): Promise<boolean> {
  const failure = { host: host.name, phase: "exit" as const, what: "another task of the host could not be followed" };
  return during({ ...failure, next: DESTROY_AGAIN }, async () => {
    const tasks = await context.cloudTower.liveTasks(host.id, { signal: context.signal });
    for (const task of tasks) await followTask(context, task.id, "waiting for another task of the host", deadline);
    return tasks.length > 0;
  });
}

/** @returns whether its end was seen; of a task that CloudTower does not show, the host alone can tell */
async function followExit(context: Context, record: SessionRecord, taskId: string, deadline: number): Promise<boolean> {
  const task = await followWhileKnown(context, taskId, "exiting maintenance", deadline);
  if (task?.status !== "FAILED") return task !== undefined;
  await markEnded(context, record);
  throw new LifecycleError({
    host: record.hostName,
    phase: "exit",
    taskId,
    what: `CloudTower's task to exit maintenance failed: ${task.errorMessage ? `"${task.errorMessage}"` : "it gives no reason"}. ${await whereabouts(context, record)}`,
    next: "mend what it says, then run pulumi destroy again",
  });
}

async function verifyInUse(
  context: Context,
  host: Host,
  { deadline, taskId, isSure }: Submitted & { deadline: number },
): Promise<void> {
  const seen = isSure
    ? await pollHost(context, host.id, deadline, (_, state) => state === "in-use")
    : await inUseForSure(context, host, deadline);
  if (!seen || hostState(seen) === "in-use") return;
  throw new LifecycleError({
    host: host.name,
    phase: "exit",
    taskId,
    what: `the exit ended, and the host is not in use (${seen.session?.state})`,
    next: DESTROY_AGAIN,
  });
}
