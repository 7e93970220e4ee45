import { type Task, TaskTimeoutError } from "../cloudtower";
import type { Context } from "./context";

const HEARTBEAT_MS = 60_000;
/** Longer than it takes a task to show up: after that it has been forgotten, or this user may not see it. */
const UNKNOWN_MS = 120_000;

/** Follows a task to its end and says once a minute that it is still on. */
export async function followTask(
  { cloudTower, clock, signal, progress }: Context,
  taskId: string,
  doing: string,
  deadline: number,
  unknownMs?: number,
): Promise<Task> {
  const since = clock.now();
  let nextBeat = since + HEARTBEAT_MS;
  const onSeen = (task: Task) => {
    const text = `${doing}, ${elapsed(clock.now() - since)}${progressOf(task)}`;
    progress.status(text);
    if (clock.now() < nextBeat) return;
    nextBeat = clock.now() + HEARTBEAT_MS;
    progress.line(`still ${doing} after ${elapsed(clock.now() - since)}${progressOf(task)} (task ${taskId})`);
  };
  return cloudTower.waitForTask(taskId, { deadline, signal, onSeen, unknownMs });
}

/** The same for a task of which the host tells the end too: undefined when CloudTower does not show the task. */
export async function followWhileKnown(
  context: Context,
  taskId: string,
  doing: string,
  deadline: number,
): Promise<Task | undefined> {
  try {
    return await followTask(context, taskId, doing, deadline, UNKNOWN_MS);
  } catch (error) {
    if (!(error instanceof TaskTimeoutError && error.isUnknown)) throw error;
    context.progress.line(`CloudTower does not show the task ${taskId}: the host will show how it ends`);
    return undefined;
  }
}

function progressOf({ status, progress }: Task): string {
  const percent = progress ? `, ${Math.round(progress * 100)} %` : "";
  return status === "PAUSED" ? `${percent}, paused by CloudTower (it pauses while the cluster recovers data)` : percent;
}

function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
