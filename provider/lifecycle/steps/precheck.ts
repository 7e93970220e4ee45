import { type Host, pollUntil, RefusedError, type Task } from "../../cloudtower";
import type { Sight } from "../context";
import { type About, during } from "../report/failure";
import { failures } from "../report/failures";

/** How long after its task a precheck's result may still be on its way. */
const GRACE_MS = 5_000;

type Answer = { shutdownVms: string[] } | { refusal: string };

/**
 * Asks CloudTower whether the host may enter, and which VMs would have to be shut down.
 * @returns the ids of these VMs, as CloudTower gave them
 * @throws LifecycleError when it may not, with CloudTower's reason
 */
export async function precheck(context: Sight, about: About, host: Host, timeoutMs: number): Promise<string[]> {
  const failed = (cause: unknown) => failures.precheckFailed({ ...about, cause });
  const started = await during(failed, () => start(context, host));
  if ("refusal" in started) throw failures.precheckRefused(about, started.refusal);
  const { taskId } = started;
  const answer = await during(
    (cause) => failures.precheckFailed({ ...about, taskId, cause }),
    () => follow(context, taskId, timeoutMs),
  );
  if ("refusal" in answer) throw failures.precheckRefused({ ...about, taskId }, answer.refusal);
  return [...new Set(answer.shutdownVms)];
}

/** A refusal may already show in the call itself. */
async function start({ cloudTower, signal }: Sight, host: Host): Promise<{ taskId: string } | { refusal: string }> {
  try {
    return { taskId: await cloudTower.startPrecheck(host.id, { signal }) };
  } catch (error) {
    if (error instanceof RefusedError && !error.facts.transient) return { refusal: error.message };
    throw error;
  }
}

/** A refusal may show in the result, in the task, or in neither: both are watched until one of them decides. */
async function follow(context: Sight, taskId: string, timeoutMs: number): Promise<Answer> {
  const { clock, signal } = context;
  const stop = new AbortController();
  const abort = () => stop.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  let watch: TaskWatch | undefined;
  const deadline = clock.now() + timeoutMs;
  const read = async (ageMs: number) => {
    const answer = await look(context, taskId, ageMs);
    if (answer) return answer;
    // Most prechecks end at once: then nobody has to ask for the task.
    watch ??= new TaskWatch(context, taskId, { deadline, signal: stop.signal });
    return watch.answer();
  };
  try {
    // Without a deadline of its own: the watch's is the one that knows what to say.
    return (await pollUntil({ clock, signal }, read, (seen) => seen !== undefined)) as Answer;
  } finally {
    signal.removeEventListener("abort", abort);
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
    private readonly context: Sight,
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
  answer(): Answer | undefined {
    if (this.#lost) throw this.#lost.error;
    if (!this.#ended) return undefined;
    const { task, at } = this.#ended;
    const isDecided = task.status === "FAILED" || this.context.clock.now() - at >= GRACE_MS;
    return isDecided ? { refusal: task.errorMessage ? `"${task.errorMessage}"` : "it gives no reason" } : undefined;
  }
}

async function look({ cloudTower, signal }: Sight, taskId: string, ageMs: number): Promise<Answer | undefined> {
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
