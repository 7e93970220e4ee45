import { type Host, pollUntil, RefusedError, type Task, TaskTimeoutError, type Vm } from "../../cloudtower";
import { said } from "../../text/foreign";
import { type About, during, type LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import type { Sight } from "../session/sight";
import { isOwn, tagsOn } from "../session/tag";
import { tagOwner } from "../situation/marking";
import { about, requestOf, type Work } from "../situation/work";
import { identifyVms, mustFit, objections } from "./consent";
import { holderOfCluster } from "./holder";

/** How long after the end of its task the result of a precheck may take to appear. */
const GRACE_MS = 5_000;

type Answer = { shutdownVms: string[] } | { refusal: string };

/** Everything that must be known before a host may enter. */
export interface Prepared {
  /** On the host. */
  vms: Vm[];
  /** Of the host. Empty if an entry of ours is known, which then tells more. */
  failedTasks: Task[];
  /** Entries of ours of which only name tags tell that they left on the host. Likewise. */
  taggedTasks: Task[];
  /** The VMs that would have to be shut down, and the ids that CloudTower uses for them. */
  shutdownVms: Vm[];
  ids: string[];
  /** The reasons why the host must not enter all the same; empty if it may. */
  objections: LifecycleError[];
}

/**
 * Finds out what entering would do; changes nothing. If another host of the cluster is in maintenance, CloudTower would
 * refuse the precheck, so it is not sent.
 * @throws LifecycleError if the host may not enter, or a name fits no VM
 */
export async function prepare(work: Work, host: Host, held = holderOfCluster(work, host)): Promise<Prepared> {
  const { context, record } = work;
  const { cloudTower, signal } = context;
  const request = requestOf(work);
  const tagged = tagsOn(host).flatMap((tag) => (isOwn(tag, tagOwner(work.context)) ? (tag.taskId ?? []) : []));
  const [vms, holder, failedTasks, taggedTasks] = await during(failures.vmsUnreadable, about(work), () =>
    Promise.all([
      cloudTower.vmsOnHost(host.id, { signal }),
      held,
      record ? [] : cloudTower.failedTasks(host.id, { signal }),
      record || tagged.length === 0 ? [] : cloudTower.tasks(tagged, { signal }),
    ]),
  );
  if (holder) throw failures.clusterHeld(about(work), holder.host, holder.owner, work.known.owner);
  const first = await context.claim?.(host);
  if (first !== undefined) throw failures.clusterClaimed(about(work), first);
  const ids = await precheck(context, about(work), host, request.timeouts.precheckMs);
  const shutdownVms = await during(failures.vmsUnreadable, about(work), () => identifyVms(context, ids, vms));
  await mustFit(context, about(work), host, request, vms, record);
  return {
    vms,
    failedTasks,
    taggedTasks,
    shutdownVms,
    ids,
    objections: [
      ...(await unwritableJournal(work)),
      ...(await objections(context, about(work), request, shutdownVms, host)),
    ],
  };
}

/** Without the journal an entry could not be continued after a crash. */
async function unwritableJournal(work: Work): Promise<LifecycleError[]> {
  try {
    await work.context.facts.mustBeWritable();
    return [];
  } catch (cause) {
    return [failures.journalUnwritable({ ...about(work), cause })];
  }
}

/**
 * Asks CloudTower whether the host may enter, and which VMs would have to be shut down.
 * @returns the ids of these VMs, as CloudTower gave them
 * @throws LifecycleError with CloudTower's reason if it may not
 */
async function precheck(sight: Sight, about: About, host: Host, timeoutMs: number): Promise<string[]> {
  let taskId: string | undefined;
  const answer = await during(
    (what) => failures.precheckFailed({ ...what, taskId }),
    about,
    async () => {
      const started = await orRefusal(() => sight.cloudTower.startPrecheck(host.id, { signal: sight.signal }));
      if (typeof started !== "string") return started;
      taskId = started;
      return precheckAnswer(sight, taskId, timeoutMs);
    },
  );
  if ("refusal" in answer) throw failures.precheckRefused({ ...about, taskId }, answer.refusal);
  return [...new Set(answer.shutdownVms)];
}

/** A refusal may appear in the call, the result or the task. All are read until one of them decides. */
async function precheckAnswer(
  { cloudTower, clock, signal }: Sight,
  taskId: string,
  timeoutMs: number,
): Promise<Answer> {
  const deadline = clock.now() + timeoutMs;
  let endedAt: number | undefined;
  const look = async (ageMs: number): Promise<Answer | undefined> => {
    const result = await orRefusal(() => cloudTower.precheckResult(taskId, { signal }), ageMs < GRACE_MS);
    if (result && "refusal" in result) return result;
    if (result?.done) return result;
    // Most prechecks end at once, and then nobody needs the task.
    if (ageMs === 0) return undefined;
    const [task] = await cloudTower.tasks([taskId], { signal });
    if (task?.status === "SUCCESSED") endedAt ??= clock.now();
    if (task?.status === "FAILED" || clock.now() - (endedAt ?? clock.now()) >= GRACE_MS) {
      return { refusal: task?.errorMessage ? said(task.errorMessage) : "it gives no reason" };
    }
    const seen = task ? `last seen ${task.status}` : "CloudTower does not know it";
    if (clock.now() >= deadline) throw new TaskTimeoutError(taskId, seen);
    return undefined;
  };
  return (await pollUntil({ clock, signal }, look, (answer) => answer !== undefined)) as Answer;
}

/** @param isNew a task that was created a moment ago may not be visible yet */
async function orRefusal<T>(ask: () => Promise<T>, isNew?: false): Promise<T | { refusal: string }>;
async function orRefusal<T>(ask: () => Promise<T>, isNew: boolean): Promise<T | { refusal: string } | undefined>;
async function orRefusal<T>(ask: () => Promise<T>, isNew = false): Promise<T | { refusal: string } | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.facts.transient) throw error;
    return isNew && error.isNotFound ? undefined : { refusal: error.message };
  }
}
