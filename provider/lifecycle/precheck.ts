import { type Host, RefusedError, type Task } from "../cloudtower";
import { nextPollDelay } from "../cloudtower/pollSchedule";
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
  const { cloudTower, clock } = context;
  const since = clock.now();
  const deadline = since + timeoutMs;
  // Most prechecks end at once: then nobody has to ask for the task.
  const atOnce = await look(context, taskId, 0);
  if (atOnce) return atOnce;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  let ended: { task: Task; at: number } | undefined;
  let lost: { error: unknown } | undefined;
  const watching = cloudTower.waitForTask(taskId, { deadline, signal }).then(
    (task) => {
      ended = { task, at: clock.now() };
    },
    (error: unknown) => {
      lost = { error };
    },
  );
  try {
    for (;;) {
      await clock.sleep(nextPollDelay(clock.now() - since), signal);
      const outcome = await look(context, taskId, clock.now() - since);
      if (outcome) return outcome;
      if (ended?.task.status === "FAILED") return { refusal: quoted(ended.task.errorMessage) };
      if (ended && clock.now() - ended.at >= GRACE_MS) return { refusal: quoted(ended.task.errorMessage) };
      if (lost) throw lost.error;
    }
  } finally {
    stop.abort();
    await watching;
  }
}

async function look({ cloudTower, signal }: Context, taskId: string, ageMs: number): Promise<Outcome | undefined> {
  try {
    const { done, shutdownVms } = await cloudTower.precheckResult(taskId, { signal });
    return done ? { shutdownVms } : undefined;
  } catch (error) {
    if (!(error instanceof RefusedError) || error.facts.transient) throw error;
    // A task that was created a moment ago may not be known everywhere yet.
    if (error.facts.status === 404 && ageMs < GRACE_MS) return undefined;
    return { refusal: error.message };
  }
}

function quoted(reason: string | undefined): string {
  return reason ? `"${reason}"` : "it gives no reason";
}
