import type { Host, RestoreLists } from "../cloudtower";
import { CloudTowerError } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { followTask } from "./followTask";
import { pollHost, SETTLE_MS } from "./observe";
import { type Receipt, receiptLines } from "./receipt";
import type { SessionRecord } from "./record";
import { type RestorePolicy, restoreLists } from "./restore";
import { verifyRestored } from "./verifyRestored";
import { countVms, describeVms } from "./vms";
import { whereabouts } from "./whereabouts";

/** How to exit. */
export interface ExitRequest {
  /** From the exit call until the VMs are back, in milliseconds. */
  exitMs: number;
  restore: RestorePolicy;
}

/**
 * Takes a host out of maintenance and makes sure that every VM that was to come back is back.
 * @throws LifecycleError when the host or a VM is not back: the record stays
 */
export async function exit(
  context: Context,
  record: SessionRecord,
  host: Host,
  request: ExitRequest,
  deadline: number,
): Promise<Receipt> {
  const { cloudTower, clock, signal, progress } = context;
  const failure = { host: host.name, phase: "exit" as const };
  const again = "run pulumi destroy again: it looks first what has been done";

  const plan = await during({ ...failure, what: "the exit could not be prepared", next: again }, () =>
    cloudTower.exitPlan(host.id, { signal }),
  );
  const restore = restoreLists(plan, record, request.restore);
  if (restore.added.length > 0) progress.line(`new in CloudTower's exit plan: ${describeVms(restore.added)}`);
  const { powerOn, liveMigrateBack, offlineMigrateBack } = restore.lists;
  progress.line(
    `exiting maintenance: ${countVms(powerOn.length)} to power on, ${liveMigrateBack.length + offlineMigrateBack.length} to migrate back`,
  );
  await context.journal.exiting(record).catch((error: unknown) => {
    // The exit matters more: without the mark the next destroy names what is off instead of starting it.
    progress.warn(`the journal was not written: ${error instanceof Error ? error.message : String(error)}`);
  });
  const taskId = await submitExit(context, host, restore.lists);
  await during(
    { ...failure, taskId, what: "the exit was submitted, and could not be followed to its end", next: again },
    async () => {
      if (taskId) await followExit(context, record, taskId, deadline);
      await verifyInUse(context, host, taskId ? clock.now() + SETTLE_MS : deadline, taskId);
    },
  );
  const receipt = await verifyRestored(context, host, restore, record, request.restore, deadline);
  const { line, warnings } = receiptLines(receipt);
  progress.line(line);
  for (const warning of warnings) progress.warn(warning);
  return receipt;
}

/**
 * Waits for tasks of the host: one that still runs may be an entry or exit that we lost sight of. Best effort, since not
 * every task carries its host's id.
 * @returns whether there was any: then the host may be another than was seen before
 */
export async function awaitLiveTasks(context: Context, host: Host, deadline: number): Promise<boolean> {
  const failure = { host: host.name, phase: "exit" as const, what: "another task of the host could not be followed" };
  return during({ ...failure, next: "run pulumi destroy again: it looks first what has been done" }, async () => {
    const tasks = await context.cloudTower.liveTasks(host.id, { signal: context.signal });
    for (const task of tasks) await followTask(context, task.id, "waiting for another task of the host", deadline);
    return tasks.length > 0;
  });
}

async function submitExit(context: Context, host: Host, lists: RestoreLists): Promise<string | undefined> {
  const { cloudTower, signal, clock } = context;
  try {
    return await cloudTower.exitMaintenance(host.id, lists, { signal });
  } catch (cause) {
    if (!(cause instanceof CloudTowerError)) {
      const next = "run pulumi destroy again: it looks first what became of the request";
      throw new LifecycleError({ host: host.name, phase: "exit", what: "the exit was broken off", cause, next });
    }
    const failure = { host: host.name, phase: "exit" as const, cause };
    if (cause.facts.fate === "not-acted") {
      throw new LifecycleError({
        ...failure,
        what: "CloudTower did not take the request to exit maintenance",
        next: "mend what it says, then run pulumi destroy again",
      });
    }
    // The answer was lost. The exit is not sent again: the host, or a task on it, shows whether it was taken.
    const lost = { ...failure, what: "the answer to the request to exit maintenance was lost" };
    const next = "run pulumi destroy again: it looks first what became of the request";
    return during({ ...lost, next }, async () => {
      const [live] = await cloudTower.liveTasks(host.id, { signal, patienceMs: SETTLE_MS });
      if (live) return live.id;
      const seen = await pollHost(context, host.id, clock.now() + SETTLE_MS, (_, state) => state === "in-use");
      if (seen && seen.session?.state !== "MAINTENANCE_MODE") return undefined;
      throw new LifecycleError({ ...lost, next });
    });
  }
}

async function followExit(context: Context, record: SessionRecord, taskId: string, deadline: number): Promise<void> {
  const task = await followTask(context, taskId, "exiting maintenance", deadline);
  if (task.status !== "FAILED") return;
  throw new LifecycleError({
    host: record.hostName,
    phase: "exit",
    taskId,
    what: `CloudTower's task to exit maintenance failed: ${task.errorMessage ? `"${task.errorMessage}"` : "it gives no reason"}. ${await whereabouts(context, record)}`,
    next: "mend what it says, then run pulumi destroy again",
  });
}

async function verifyInUse(context: Context, host: Host, deadline: number, taskId?: string): Promise<void> {
  const seen = await pollHost(context, host.id, deadline, (_, state) => state === "in-use");
  if (!seen || seen.session === undefined || seen.session.state === "IN_USE") return;
  throw new LifecycleError({
    host: host.name,
    phase: "exit",
    taskId,
    what: `the exit ended, and the host is not in use (${seen.session.state})`,
    next: "run pulumi destroy again: it looks first what has been done",
  });
}
