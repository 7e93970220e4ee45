import { CloudTowerError, RefusedError, type Task, TaskTimeoutError } from "../../cloudtower";
import type { Sent, Submission } from "../situation/evidence";
import type { Work } from "../situation/work";

const HEARTBEAT_MS = 60_000;
/** Longer than it takes a task to show up: after that it has been forgotten, or this user may not see it. */
const UNKNOWN_MS = 120_000;

/**
 * Sends a mutating call once and says what became of it.
 * @param call gives the task's id, or undefined where it was done at once
 * @throws what is no error of CloudTower's or of the way there: the run was broken off
 */
export async function submit(call: () => Promise<string | undefined>): Promise<Submission> {
  try {
    return { is: "accepted", taskId: await call() };
  } catch (cause) {
    if (!(cause instanceof CloudTowerError)) throw cause;
    if (cause.facts.fate === "unknown") return { is: "lost", cause };
    if (cause.facts.status === undefined) return { is: "not sent", cause };
    return { is: "refused", cause, isFinal: cause instanceof RefusedError && cause.isFinal };
  }
}

/** The call, together with earlier sendings of it. */
export function sending(last: Submission, before: Pick<Sent, "lost"> = { lost: 0 }): Sent {
  return { last, lost: before.lost + (last.is === "lost" ? 1 : 0) };
}

/** Follows a task to its end and says once a minute that it is still running. */
export async function followTask(
  { context, deadline }: Work,
  taskId: string,
  doing: string,
  { unknownMs, seen }: { unknownMs?: number; seen?: ((task: Task) => void) | undefined } = {},
): Promise<Task> {
  const { cloudTower, clock, signal, progress } = context;
  const since = clock.now();
  let nextBeat = since + HEARTBEAT_MS;
  const onSeen = (task: Task) => {
    seen?.(task);
    const text = `${doing}, ${elapsed(clock.now() - since)}${progressOf(task)}`;
    progress.status(text);
    if (clock.now() < nextBeat) return;
    nextBeat = clock.now() + HEARTBEAT_MS;
    progress.line(`still ${doing} after ${elapsed(clock.now() - since)}${progressOf(task)} (task ${taskId})`);
  };
  return cloudTower.waitForTask(taskId, { deadline, signal, onSeen, unknownMs });
}

/** The same for a task whose end hosts and VMs show too. Undefined: CloudTower does not show the task. */
export async function followWhileShown(
  work: Work,
  taskId: string,
  doing: string,
  seen?: (task: Task) => void,
): Promise<Task | undefined> {
  try {
    return await followTask(work, taskId, doing, { unknownMs: UNKNOWN_MS, seen });
  } catch (error) {
    if (!(error instanceof TaskTimeoutError && error.isUnknown)) throw error;
    work.context.progress.line(`CloudTower does not show the task ${taskId}: looking what came of it instead`);
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
