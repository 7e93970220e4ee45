import { asName, forPeople } from "../../text/foreign";
import type { SessionRecord } from "../session/record";

export type Verb = "create" | "update" | "read" | "delete";

/** The part of a session, or of a run, that failed. */
export type FailedPhase = "observe" | "gate" | "precheck" | "consent" | "enter" | "reboot" | "exit" | "start VMs";

/** What a failure is about. */
export interface About {
  /** Name of the host, or its id where the name is not known. */
  host: string;
  verb: Verb;
  taskId?: string | undefined;
  /** What is known of the session. Pulumi saves it if it says more than the state. */
  record?: SessionRecord | undefined;
  cause?: unknown;
}

export interface Failure extends About {
  phase: FailedPhase;
  what: string;
  next: string;
  isUnchanged: boolean;
  /** May the cause pass without action? Then it is worth retrying within the user's waiting time. */
  mayPass?: boolean | undefined;
  /** Is the host in the way perhaps the old host of a replacement, which leaves first? Then there is no refusal. */
  isUnlessOwn?: boolean | undefined;
  /** What this run already changed before this verb, if anything. */
  earlier?: string | undefined;
}

/** The one error that the verbs throw: what failed, where, what CloudTower said, and what to do next. */
export class LifecycleError extends Error {
  override readonly name = "LifecycleError";

  constructor(readonly failure: Failure) {
    super(describe(failure));
  }

  /** A copy with more details. */
  with(more: Partial<Failure>): LifecycleError {
    return new LifecycleError({ ...this.failure, ...more });
  }
}

function describe({ host, phase, what, next, cause, taskId, isUnchanged, earlier }: Failure): string {
  const task = taskId ? `, task ${asName(taskId)}` : "";
  const because = cause === undefined ? "" : `: ${messageOf(cause)}`;
  const unchanged = earlier ? `. On this host nothing was changed; ${earlier}` : "; nothing was changed";
  // Names of hosts and VMs may hold control characters.
  return forPeople(
    `host ${asName(host)}, ${phase}${task}: ${what}${because}. Next: ${next}${isUnchanged ? unchanged : ""}.`,
  );
}

/**
 * @param what the state of things, as a sentence without its full stop
 * @param next the next safe command, likewise; `{command}` stands for the command that runs the verb
 * @param isUnchanged whether this verb has changed neither the host nor a VM
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

/** The message of anything thrown. */
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

// The next safe command, for several failures. `{command}` stands for the command that runs the verb.
export const AGAIN = "run {command} again";
export const UP_AGAIN = "then run pulumi up again";
export const FIX_UP = `fix the cause, ${UP_AGAIN}`;
export const FIX_DESTROY = "fix the cause, then run pulumi destroy again";
export const LOOKS_FIRST = `${AGAIN}: it first checks what has been done`;
export const GO_ON = "run pulumi up to continue, or pulumi destroy to undo: both first check what has been done";
export const TRY_AGAIN =
  "run pulumi up to try again, or pulumi destroy to start the VMs that were shut down and leave the host in use";
export const TAKE_OVER =
  'find out who started this maintenance and wait until it ends, then run pulumi up; or take it over with ifAlreadyInMaintenance: "adopt"';
export const GONE = "if the host is really gone, run pulumi state delete";
