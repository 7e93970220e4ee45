import { CloudTowerError, RefusedError, type Task, TaskTimeoutError } from "../../cloudtower";
import { beat, type Context } from "../context";
import { messageOf } from "../report/failure";
import { elapsed, named, nameVms, shortly } from "../report/words";
import { withExit } from "../session/facts";
import { allVms } from "../session/record";
import type { Sent, Submission } from "../situation/evidence";
import { recordOf, type Work } from "../situation/work";

const HEARTBEAT_MS = 60_000;
const COUNT_EVERY_MS = 10_000;
/** The number of VMs that are named while they are still on the host. */
const MOST_NAMED = 3;
/** Longer than a new task takes to be listed. After that, CloudTower has forgotten it, or this user may not see it. */
const UNKNOWN_MS = 120_000;

/**
 * Sends a mutating call once, and classifies the result.
 * @param call returns the task's id, or undefined if it was done at once
 * @throws whatever is not an error of CloudTower or of the connection: the run was interrupted
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

/** The call, with its earlier attempts counted. */
export function sending(last: Submission, before: Pick<Sent, "lost"> = { lost: 0 }): Sent {
  return { last, lost: before.lost + (last.is === "lost" ? 1 : 0) };
}

/** What is shown between a task's percentage and its time: a short text first. */
interface Shown {
  first: string;
  last?: string;
}

/** What goes on is told once a minute. Of what is said in between nothing is told. */
export function minutely({ clock, progress }: Context): (text: string) => void {
  let next = clock.now() + HEARTBEAT_MS;
  return (text) => {
    if (clock.now() < next) return;
    next = clock.now() + HEARTBEAT_MS;
    beat(progress, text);
  };
}

/** Called at each look at a task. */
export type Seeing = (task: Task) => Shown | undefined;

/** Follows a task to its end, and reports once a minute that it is still running. */
export async function followTask(
  { context, deadline }: Work,
  taskId: string,
  doing: string,
  { unknownMs, seen }: { unknownMs?: number; seen?: Seeing | undefined } = {},
): Promise<Task> {
  const { cloudTower, clock, signal, progress } = context;
  const since = clock.now();
  const tell = minutely(context);
  const onSeen = (task: Task) => {
    const { first = "", last = doing } = seen?.(task) ?? {};
    const ms = clock.now() - since;
    const far = [percentOf(task), task.status === "PAUSED" ? "paused" : first];
    // Narrow terminals show only the beginning: at 100 columns eight characters, at 120 some thirty.
    progress.status?.([far.filter(Boolean).join(" "), last, shortly(ms)].filter(Boolean).join(" · "));
    tell(`still ${doing} after ${elapsed(ms)}${progressOf(task)}`);
  };
  return cloudTower.waitForTask(taskId, { deadline, signal, onSeen, unknownMs });
}

/** The same, for a task whose effect hosts and VMs show too. Undefined: CloudTower does not show the task. */
export async function followWhileShown(
  work: Work,
  taskId: string,
  doing: string,
  seen?: Seeing,
): Promise<Task | undefined> {
  try {
    return await followTask(work, taskId, doing, { unknownMs: UNKNOWN_MS, seen });
  } catch (error) {
    if (!(error instanceof TaskTimeoutError && error.isUnknown)) throw error;
    work.context.progress.line(`CloudTower does not show the task ${taskId}: checking its effect instead`);
    return undefined;
  }
}

/**
 * Counts, for somebody watching, the VMs that have left the host or are shut down. Reads for all hosts are joined, at
 * most one every ten seconds.
 */
export function countingAway({ context, hostId, record }: Work): () => Shown | undefined {
  const { cloudTower, clock, signal, progress } = context;
  // A VM that was off may stay.
  const ran = record ? allVms(record).filter((vm) => vm.powerState !== "STOPPED") : [];
  const recorded = new Set(ran.map((vm) => vm.vmUuid));
  let nextLook = 0;
  let shown: Shown | undefined;
  const look = async () => {
    const vms = await cloudTower.vmsOnHost(hostId, { signal, patienceMs: 0 });
    const left = vms.filter((vm) => vm.powerState === "RUNNING" && recorded.has(vm.vmUuid));
    const names = nameVms(named(left.slice(0, MOST_NAMED)), named(vms)) + (left.length > MOST_NAMED ? " …" : "");
    shown = {
      first: `${recorded.size - left.length}/${recorded.size} away`,
      ...(left.length > 0 ? { last: `${names} to go` } : {}),
    };
  };
  return () => {
    if (progress.status && recorded.size > 0 && clock.now() >= nextLook) {
      nextLook = clock.now() + COUNT_EVERY_MS;
      void look().catch(() => undefined);
    }
    return shown;
  };
}

function progressOf({ status, progress }: Task): string {
  const percent = progress ? `, ${percentOf({ progress })}` : "";
  return status === "PAUSED" ? `${percent}, paused by CloudTower (it pauses while the cluster recovers data)` : percent;
}

function percentOf({ progress }: Pick<Task, "progress">): string {
  return progress ? `${Math.round(progress * 100)} %` : "";
}

/** Records an exit in the facts. VMs that are off after it are ours to start. */
export async function noteExit(work: Work, kind: "exit submitted" | "exit ended"): Promise<void> {
  const { known, context } = work;
  try {
    await known.write(withExit(known.facts, kind, known.news(recordOf(work))));
  } catch (error) {
    // The exit matters more. Without this fact, the next destroy names the VMs that are off instead of starting them.
    context.progress.warn(`the journal was not written: ${messageOf(error)}`);
  }
}
