import { CloudTowerError, RefusedError } from "../../cloudtower";
import type { Sent, Submission } from "../situation/evidence";

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
