import type { Host, Task } from "../cloudtower";
import type { Context } from "./context";
import { during } from "./errors";
import { followTask } from "./followTask";
import { hostState } from "./hostState";
import type { SessionRecord } from "./record";
import { SETTLE_MS } from "./staying";

const SEE_AGAIN = "run the same command again: it looks first what has been done";

/** Is an entry of ours still on its way, whatever the host shows? By its task, or where none is known by tasks of the host. */
export async function isEntryUnderWay(context: Context, record: SessionRecord): Promise<boolean> {
  if (record.phase !== "entering") return false;
  if ((await liveEntryTasks(context, record)).length > 0) return true;
  return record.taskId !== undefined && isRecent(context, record) && (await entryTask(context, record)) === undefined;
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

/** How much later than its task's end a session may say that it began. */
const SLACK_MS = 60_000;

/**
 * The record with the verdict of its task about the session that is on the host, if there is one. An entry that failed while nobody looked
 * has no session; one that succeeded has one that began before its end: what is there otherwise is somebody else's. Of a
 * task that CloudTower does not show any more, only the time of our call is left to judge by. Asks nothing where the
 * session is known by its own id or time.
 */
export async function withVerdict(
  context: Context,
  record: SessionRecord,
  host: Host | undefined,
): Promise<SessionRecord> {
  if (!host || hostState(host) === "in-use") return record;
  const { hostName, taskId } = record;
  if (record.phase !== "entering" || !taskId || record.maintenanceJobId || record.enteredAt) return record;
  const what = "what became of the entry could not be seen";
  const failure = { host: hostName, phase: "enter" as const, taskId, record, what, next: SEE_AGAIN };
  const task = await during(failure, () => entryTask(context, record));
  if (task?.status === "FAILED") return { ...record, phase: "entry-failed" };
  if (task && task.status !== "SUCCESSED") return record;
  const ended = Date.parse(task?.finishedAt ?? "");
  if (Number.isNaN(ended)) return task || !isRecent(context, record) ? withoutTask(record) : record;
  const began = Date.parse(host.session?.enteredAt ?? "");
  return began > ended + SLACK_MS ? { ...record, enteredAt: new Date(ended).toISOString() } : record;
}

function withoutTask({ taskId: _, ...record }: SessionRecord): SessionRecord {
  return record;
}

/** A task that CloudTower gave us a moment ago may not be listed yet. */
function isRecent({ cloudTower }: Context, { submittedAt }: SessionRecord): boolean {
  return submittedAt !== undefined && cloudTower.serverNow() - Date.parse(submittedAt) < SETTLE_MS;
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
