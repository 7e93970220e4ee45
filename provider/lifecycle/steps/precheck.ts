import { type Host, pollUntil, RefusedError, TaskTimeoutError } from "../../cloudtower";
import { said } from "../../text/foreign";
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
export async function precheck(sight: Sight, about: About, host: Host, timeoutMs: number): Promise<string[]> {
  let taskId: string | undefined;
  const answer = await during(
    (cause) => failures.precheckFailed({ ...about, taskId, cause }),
    async () => {
      const started = await orRefusal(() => sight.cloudTower.startPrecheck(host.id, { signal: sight.signal }));
      if (typeof started !== "string") return started;
      taskId = started;
      return follow(sight, taskId, timeoutMs);
    },
  );
  if ("refusal" in answer) throw failures.precheckRefused({ ...about, taskId }, answer.refusal);
  return [...new Set(answer.shutdownVms)];
}

/** A refusal may show in the call, in the result, in the task, or in neither: all are looked at until one decides. */
async function follow({ cloudTower, clock, signal }: Sight, taskId: string, timeoutMs: number): Promise<Answer> {
  const deadline = clock.now() + timeoutMs;
  let endedAt: number | undefined;
  const look = async (ageMs: number): Promise<Answer | undefined> => {
    const result = await orRefusal(() => cloudTower.precheckResult(taskId, { signal }), ageMs < GRACE_MS);
    if (result && "refusal" in result) return result;
    if (result?.done) return result;
    // Most prechecks end at once: then nobody has to ask for the task.
    if (ageMs === 0) return undefined;
    const [task] = await cloudTower.tasks([taskId], { signal });
    if (task?.status === "SUCCESSED") endedAt ??= clock.now();
    if (task?.status === "FAILED" || clock.now() - (endedAt ?? clock.now()) >= GRACE_MS) {
      return { refusal: task?.errorMessage ? said(task.errorMessage) : "it gives no reason" };
    }
    const seen = task ? `last seen ${task.status}` : "CloudTower does not know it";
    if (clock.now() >= deadline) throw new TaskTimeoutError(taskId, seen);
    return undefined;
  };
  return (await pollUntil({ clock, signal }, look, (answer) => answer !== undefined)) as Answer;
}

/** @param isNew a task that was created a moment ago may not be known everywhere yet */
async function orRefusal<T>(ask: () => Promise<T>, isNew?: false): Promise<T | { refusal: string }>;
async function orRefusal<T>(ask: () => Promise<T>, isNew: boolean): Promise<T | { refusal: string } | undefined>;
async function orRefusal<T>(ask: () => Promise<T>, isNew = false): Promise<T | { refusal: string } | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RefusedError) || error.facts.transient) throw error;
    return isNew && error.isNotFound ? undefined : { refusal: error.message };
  }
}
