import type { Task } from "../cloudtower";
import type { Context } from "./context";

const HEARTBEAT_MS = 60_000;

/** Follows a task to its end and says once a minute that it is still on. */
export async function followTask(
  { cloudTower, clock, signal, progress }: Context,
  taskId: string,
  doing: string,
  deadline: number,
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
  return cloudTower.waitForTask(taskId, { deadline, signal, onSeen });
}

function progressOf({ status, progress }: Task): string {
  const percent = progress ? `, ${Math.round(progress * 100)} %` : "";
  return status === "PAUSED" ? `${percent}, paused by CloudTower (it pauses while the cluster recovers data)` : percent;
}

function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
