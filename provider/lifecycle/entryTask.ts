import type { Task } from "../cloudtower";
import type { Context } from "./context";
import { during } from "./errors";
import { followTask } from "./followTask";
import { SETTLE_MS } from "./observe";
import type { SessionRecord } from "./record";

const SEE_AGAIN = "run the same command again: it looks first what has been done";

/** Is an entry of ours still on its way, whatever the host shows? By its task, or where none is known by tasks of the host. */
export async function isEntryUnderWay(context: Context, record: SessionRecord): Promise<boolean> {
  if (record.phase !== "entering") return false;
  if ((await liveEntryTasks(context, record)).length > 0) return true;
  // A task that CloudTower gave us a moment ago may not be listed yet.
  if (!record.taskId || !record.submittedAt) return false;
  const age = context.cloudTower.serverNow() - Date.parse(record.submittedAt);
  return age < SETTLE_MS && (await entryTask(context, record)) === undefined;
}

/** Was the task of an unfinished entry still under way? Then it has been followed to its end when this returns. */
export async function awaitUnfinishedEntry(
  context: Context,
  record: SessionRecord,
  deadline: number,
): Promise<boolean> {
  if (record.phase !== "entering") return false;
  const { hostName: host, taskId } = record;
  const failure = { host, phase: "enter" as const, taskId, record, what: "what became of the entry could not be seen" };
  return during({ ...failure, next: SEE_AGAIN }, async () => {
    const live = await liveEntryTasks(context, record);
    for (const task of live) await followTask(context, task.id, "entering maintenance", deadline);
    return live.length > 0;
  });
}

/**
 * The record with the verdict of its task: an entry that failed while nobody looked has no session, and what is on the
 * host is somebody else's. Asks nothing where the session is known by its own id or time.
 */
export async function withVerdict(context: Context, record: SessionRecord): Promise<SessionRecord> {
  if (record.phase !== "entering" || record.maintenanceJobId || record.enteredAt) return record;
  const { hostName: host, taskId } = record;
  const failure = { host, phase: "enter" as const, taskId, record, what: "what became of the entry could not be seen" };
  const task = await during({ ...failure, next: SEE_AGAIN }, () => entryTask(context, record));
  return task?.status === "FAILED" ? { ...record, phase: "entry-failed" } : record;
}

async function entryTask({ cloudTower, signal }: Context, { taskId }: SessionRecord): Promise<Task | undefined> {
  return taskId ? (await cloudTower.tasks([taskId], { signal }))[0] : undefined;
}

async function liveEntryTasks(context: Context, record: SessionRecord): Promise<Task[]> {
  const { cloudTower, signal } = context;
  if (!record.taskId) return cloudTower.liveTasks(record.hostId, { signal });
  const task = await entryTask(context, record);
  return task && task.status !== "FAILED" && task.status !== "SUCCESSED" ? [task] : [];
}
