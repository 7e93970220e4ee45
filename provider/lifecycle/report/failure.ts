import { asName, forPeople } from "../../text/foreign";
import type { SessionRecord } from "../session/record";

export type Verb = "create" | "update" | "read" | "delete";

/** What part of a session failed. */
export type FailedPhase = "observe" | "precheck" | "consent" | "enter" | "exit" | "start VMs";

/** What a failure is about. */
export interface About {
  /** Name of the host, or its id where the name is not known. */
  host: string;
  verb: Verb;
  taskId?: string | undefined;
  /** What is known of the session; Pulumi keeps it where it is more than the state has. */
  record?: SessionRecord | undefined;
  cause?: unknown;
}

export interface Failure extends About {
  phase: FailedPhase;
  what: string;
  next: string;
  isUnchanged: boolean;
  /** May this pass by itself? Then it is worth asking again, within the time that the user gives for that. */
  mayPass?: boolean | undefined;
  /** What this run did before this verb: then not all is unchanged. */
  earlier?: string | undefined;
}

/** The one error that the verbs throw: what failed, where, what CloudTower said, and what to do next. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";

  constructor(readonly failure: Failure) {
    super(describe(failure));
  }

  /** The same failure, and more of what it is about. */
  with(more: Partial<Failure>): LifecycleError {
    return new LifecycleError({ ...this.failure, ...more });
  }
}

function describe({ host, phase, what, next, cause, taskId, isUnchanged, earlier }: Failure): string {
  const task = taskId ? `, task ${taskId}` : "";
  const because = cause === undefined ? "" : `: ${messageOf(cause)}`;
  const unchanged = earlier ? `. On this host nothing was changed; ${earlier}` : "; nothing was changed";
  // Hosts and VMs may have any name.
  return forPeople(
    `host ${asName(host)}, ${phase}${task}: ${what}${because}. Next: ${next}${isUnchanged ? unchanged : ""}.`,
  );
}

/**
 * @param what is true, as a sentence without its full stop
 * @param next the next safe command, likewise; `{command}` stands for the verb's own
 * @param isUnchanged this verb has changed nothing: neither the host nor a VM
 */
export function fail(
  about: About,
  phase: FailedPhase,
  what: string,
  next: string,
  isUnchanged = false,
): LifecycleError {
  return new LifecycleError({
    ...about,
    phase,
    what,
    next: next.replaceAll("{command}", commandOf(about.verb)),
    isUnchanged,
  });
}

/** What was thrown, in words. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The command that runs a verb. */
function commandOf(verb: Verb): string {
  if (verb === "read") return "pulumi refresh";
  return verb === "delete" ? "pulumi destroy" : "pulumi up";
}

/** Runs a step. Whatever it throws becomes this failure, unless it is one already. */
export async function during<T>(
  failure: (about: About) => LifecycleError,
  about: About,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw cause instanceof LifecycleError ? cause : failure({ ...about, cause });
  }
}
