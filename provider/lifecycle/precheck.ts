import { type Host, pollUntil, RefusedError, type Task } from "../cloudtower";
import type { Context } from "./context";
import { during, type Failure, LifecycleError } from "./errors";

/** How long after its task a precheck's result may still be on its way. */
const GRACE_MS = 5_000;

export interface Precheck {
  taskId: string;
  /** What CloudTower would have to shut down, by the ids that it gave. */
  shutdownVms: string[];
}

/**
 * Asks CloudTower whether the host may enter, and which VMs would have to be shut down.
 * @throws LifecycleError when it may not, with CloudTower's reason
 */
export async function precheck(context: Context, host: Host, timeoutMs: number): Promise<Precheck> {
  const failure = {
    host: host.name,
    phase: "precheck" as const,
    what: "CloudTower's precheck could not be run",
    next: "mend what it says, then run the same command again; nothing was changed",
  };
  const taskId = await during(failure, () => start(context, host, failure));
  const result = await during({ ...failure, taskId }, () => follow(context, taskId, timeoutMs));
  if ("shutdownVms" in result) return { taskId, shutdownVms: [...new Set(result.shutdownVms)] };
  throw refused({ ...failure, taskId }, result.refusal);
}

/** A refusal may show in the call itself already. */
async function start({ cloudTower, signal }: Context, host: Host, failure: Failure): Promise<string> {
  try {
    return await cloudTower.startPrecheck(host.id, { signal });
  } catch (error) {
    if (error instanceof RefusedError && !error.facts.transient) throw refused(failure, error.message);
    throw error;
  }
}

function refused(failure: Failure, reason: string): LifecycleError {
  return new LifecycleError({ ...failure, what: `CloudTower does not let the host enter maintenance: ${reason}` });
}

type Outcome = { shutdownVms: string[] } | { refusal: string };

/** A refusal may show in the result, in the task, or in neither: both are watched until one of them decides. */
async function follow(context: Context, taskId: string, timeoutMs: number): Promise<Outcome> {
  const { clock } = context;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const deadline = clock.now() + timeoutMs;
  let watch: TaskWatch | undefined;
  const read = async (ageMs: number) => {
    const outcome = await look(context, taskId, ageMs);
    if (outcome) return outcome;
    // Most prechecks end at once: then nobody has to ask for the task.
    watch ??= new TaskWatch(context, taskId, { deadline, signal });
    return watch.outcome();
  };
  try {
    // Without a deadline of its own: the watch's is the one that knows what to say.
    return (await pollUntil({ clock, signal }, read, (seen) => seen !== undefined)) as Outcome;
  } finally {
    stop.abort();
    await watch?.over;
  }
}

/** Follows the precheck's task beside its result. */
class TaskWatch {
  #ended: { task: Task; at: number } | undefined;
  #lost: { error: unknown } | undefined;
  /** Resolves when nothing is followed any more. */
  readonly over: Promise<void>;

  constructor(
    private readonly context: Context,
    taskId: string,
    options: { deadline: number; signal: AbortSignal },
  ) {
    this.over = context.cloudTower.waitForTask(taskId, options).then(
      (task) => {
        this.#ended = { task, at: context.clock.now() };
      },
      (error: unknown) => {
        this.#lost = { error };
      },
    );
  }

  /** What the task decides, if anything; throws when it cannot be followed. */
  outcome(): Outcome | undefined {
    if (this.#lost) throw this.#lost.error;
    if (!this.#ended) return undefined;
    const { task, at } = this.#ended;
    const isDecided = task.status === "FAILED" || this.context.clock.now() - at >= GRACE_MS;
    return isDecided ? { refusal: quoted(task.errorMessage) } : undefined;
  }
}

async function look({ cloudTower, signal }: Context, taskId: string, ageMs: number): Promise<Outcome | undefined> {
  try {
    const { done, shutdownVms } = await cloudTower.precheckResult(taskId, { signal });
    return done ? { shutdownVms } : undefined;
  } catch (error) {
    if (!(error instanceof RefusedError) || error.facts.transient) throw error;
    // A task that was created a moment ago may not be known everywhere yet.
    if (error.isNotFound && ageMs < GRACE_MS) return undefined;
    return { refusal: error.message };
  }
}

function quoted(reason: string | undefined): string {
  return reason ? `"${reason}"` : "it gives no reason";
}
