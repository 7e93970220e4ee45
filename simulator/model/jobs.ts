import type { Cluster } from "./entities";
import { type Failure, TaskFailure } from "./failure";
import type { Task, TaskUser } from "./task";
import { type Text, text } from "./text";
import type { World } from "./world";

/** Work over time: each yielded number is a wait in simulated ms. It fails by throwing {@link TaskFailure}. */
export type Work = Generator<number, void, void>;

/**
 * What a fault does to an accepted task: fail or stall after its first `afterSteps` steps, or read FAILED although all its work is
 * done.
 */
export interface Sabotage {
  outcome: "fail" | "stall" | "deny";
  afterSteps: number;
  message?: string;
}

export interface Job {
  description: Text;
  resourceType: Task["resourceType"];
  resourceId: string;
  /** The user who asked for it. Default: root. */
  user?: TaskUser;
  cluster: Cluster | null;
  /** Pauses while the cluster recovers data. */
  pausable?: boolean;
  /** Estimated simulated ms in all, for `progress`. */
  totalMs: number;
  work: Work;
  sabotage?: Sabotage | undefined;
}

/**
 * Starts a job as a task that goes on with the clock.
 * @param atOnce the task has ended when this returns
 */
export function startTask(world: World, job: Job, atOnce = false): Task {
  const { clock } = world;
  const now = clock.now();
  const task: Task = {
    id: world.ids.cuid(),
    description: job.description,
    cluster: job.cluster,
    resourceId: job.resourceId,
    resourceType: job.resourceType,
    user: job.user ?? world.root,
    status: "EXECUTING",
    pausable: job.pausable ?? false,
    createdAt: now,
    startedAt: atOnce ? now : now + clock.scaled(world.timings.pending),
    finishedAt: null,
    failure: null,
    totalMs: job.totalMs,
    doneMs: 0,
    step: null,
  };
  world.tasks.set(task.id, task);
  if (atOnce) runAtOnce(world, task, job);
  else clock.after(world.timings.pending, () => run(world, task, job));
  return task;
}

/** Does a job's work within this call; throws its {@link TaskFailure}. */
export function doAtOnce(job: Job): void {
  if (job.sabotage?.outcome === "fail") {
    // As for a task, it always takes its first step, and what it has done by then stays done.
    for (let steps = Math.max(1, job.sabotage.afterSteps); steps > 0; steps -= 1) if (job.work.next().done) return;
    job.work.throw(sabotaged(job.sabotage));
  }
  for (const _ of job.work);
  if (job.sabotage?.outcome === "deny") throw sabotaged(job.sabotage);
}

function runAtOnce(world: World, task: Task, job: Job): void {
  try {
    doAtOnce(job);
    finish(world, task, null);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    finish(world, task, error);
  }
}

function run(world: World, task: Task, job: Job): void {
  let steps = 0;
  // Work that has not begun could not clean up after itself, so it always takes its first step.
  const spoiltAfter = Math.max(1, job.sabotage?.afterSteps ?? 1);
  const goOn = (): void => {
    if (task.step) task.doneMs += task.step.ms;
    task.step = null;
    // Before its first step, a job still checks whether it may begin. It pauses only later.
    if (steps > 0 && task.pausable && task.cluster?.recovery) {
      const waiting = world.parked.get(task.cluster) ?? [];
      world.parked.set(task.cluster, [...waiting, goOn]);
      return;
    }
    if (job.sabotage?.outcome === "stall" && steps >= spoiltAfter) return;
    try {
      const failing = job.sabotage?.outcome === "fail" && steps >= spoiltAfter;
      const next = failing ? job.work.throw(sabotaged(job.sabotage as Sabotage)) : job.work.next();
      if (next.done) {
        finish(world, task, job.sabotage?.outcome === "deny" ? sabotaged(job.sabotage) : null);
        return;
      }
      steps += 1;
      task.step = { since: world.clock.now(), ms: next.value };
      world.clock.after(next.value, goOn);
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      finish(world, task, error);
    }
  };
  goOn();
}

function sabotaged(sabotage: Sabotage): TaskFailure {
  const message = sabotage.message ?? "An internal error occurred.";
  return new TaskFailure(text(message, sabotage.message ?? "发生内部错误。"));
}

function finish(world: World, task: Task, failure: Failure | null): void {
  task.status = failure ? "FAILED" : "SUCCESSED";
  task.failure = failure;
  task.finishedAt = world.clock.now();
}

/** 0 to 1, from the estimate; 1 only when the task has succeeded. */
export function progressOf(world: World, task: Task): number {
  if (task.status === "SUCCESSED") return 1;
  const { step } = task;
  const inStep = step ? Math.min(step.ms, (world.clock.now() - step.since) * world.clock.speed) : 0;
  return task.totalMs > 0 ? Math.min(0.99, Math.max(0, (task.doneMs + inStep) / task.totalMs)) : 0;
}

/** The status on the wire, with the two states that follow from time and cluster. */
export function statusOf(world: World, task: Task): "PENDING" | "EXECUTING" | "PAUSED" | "SUCCESSED" | "FAILED" {
  if (task.status !== "EXECUTING") return task.status;
  if (world.clock.now() < task.startedAt) return "PENDING";
  return task.pausable && task.cluster?.recovery ? "PAUSED" : "EXECUTING";
}
