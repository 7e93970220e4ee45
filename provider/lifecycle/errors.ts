import { inOneLine } from "../cloudtower";
import type { SessionRecord } from "./record";

/** The next safe command after an exit that may have done something. */
export const DESTROY_AGAIN = "run pulumi destroy again: it looks first what has been done";

/** What part of a session failed. */
export type FailedPhase = "observe" | "precheck" | "consent" | "enter" | "exit" | "start VMs";

export interface Failure {
  /** Name of the host, or its id where the name is not known. */
  host: string;
  phase: FailedPhase;
  /** What failed, as a sentence without its full stop. */
  what: string;
  /** The next safe command, as a sentence without its full stop. */
  next: string;
  cause?: unknown;
  taskId?: string | undefined;
  /** What is known of the session. Present from the moment that CloudTower may have accepted the enter call. */
  record?: SessionRecord | undefined;
}

/** The one kind of error that the verbs throw: it says what failed, where, what CloudTower said, and what to do next. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(describe(failure));
    this.failure = failure;
  }

  /** The same failure with what is known of the session. */
  withRecord(record: SessionRecord): LifecycleError {
    return new LifecycleError({ ...this.failure, record });
  }
}

function describe({ host, phase, what, next, cause, taskId }: Failure): string {
  const task = taskId ? `, task ${taskId}` : "";
  const because = cause === undefined ? "" : `: ${messageOf(cause)}`;
  // Hosts and VMs may bear any name.
  return inOneLine(`host ${host}, ${phase}${task}: ${what}${because}. Next: ${next}.`);
}

/** What was thrown, in words. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Runs a step; what it throws becomes a {@link LifecycleError} that says what was being done. */
export async function during<T>(failure: Omit<Failure, "cause">, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof LifecycleError) {
      throw failure.record && !cause.failure.record ? cause.withRecord(failure.record) : cause;
    }
    throw new LifecycleError({ ...failure, cause });
  }
}
