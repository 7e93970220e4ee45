import {
  AnswerError,
  CloudTowerError,
  CredentialsError,
  RedirectError,
  RefusedError,
  TaskTimeoutError,
  UnreachableError,
} from "../../provider/cloudtower/errors";
import type { LifecycleError } from "../../provider/lifecycle";

/** What a failed request is reported as: the class of the error, and words of its message. */
const KINDS = {
  unreachable: {
    type: UnreachableError,
    words: /is not reachable|closed the connection|did not answer within|had not finished its answer/,
  },
  credentials: {
    type: CredentialsError,
    words: /does not accept the credentials|does not permit this for the user|did not let user/,
  },
  redirect: { type: RedirectError, words: /redirects to/ },
  unreadable: { type: AnswerError, words: /that is not complete JSON|that does not match the documented API/ },
  refused: { type: RefusedError, words: /answered HTTP \d+/ },
};

/** The cause that a fault should have in the failure of a verb. */
export interface ExpectedCause {
  kind: keyof typeof KINDS;
  /** HTTP status in the message. */
  status?: number;
}

/**
 * Was this failure caused by the fault, and not by something else, such as a crash of our own?
 * @param operation the one that met the fault
 * @param told all lines so far
 * @returns what does not fit; undefined if everything does
 */
export function misfit(
  { message, failure }: LifecycleError,
  expected: ExpectedCause | undefined,
  operation: string,
  told: readonly string[],
): string | undefined {
  const { cause } = failure;
  const strange = strangeCause(cause);
  if (strange) return strange;
  if (!expected) return `nothing in this fault should stop a verb: ${message}`;
  const { type, words } = KINDS[expected.kind];
  const tellsFault = (text: string) => text.includes(`${operation}: `) && words.test(text);
  if (cause instanceof CloudTowerError) {
    const { facts } = cause;
    const fits =
      cause instanceof type && facts.operation === operation && facts.status === (expected.status ?? facts.status);
    return fits ? undefined : `${cause.name} of ${facts.operation} (${facts.status}) is not of this fault: ${message}`;
  }
  // A task is polled repeatedly, and the last failure is reported at the time-out.
  if (cause instanceof TaskTimeoutError) {
    return tellsFault(cause.lastSeen) ? undefined : `the time is over for another reason than the fault: ${message}`;
  }
  // VMs are started one by one. The reason why one did not start is in the log.
  const couldNotStart = /that ran before cannot be started: /.test(message);
  if (couldNotStart && told.some((line) => / did not start: /.test(line) && tellsFault(line))) return undefined;
  return `fails without the fault as its cause: ${message}`;
}

/** A cause that can only be a bug of ours: a verb that crashes has not failed cleanly. */
export function strangeCause(cause: unknown): string | undefined {
  if (cause === undefined || cause instanceof CloudTowerError || cause instanceof TaskTimeoutError) return undefined;
  return `a crash: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`;
}

/** Does a text, such as the engine's output, report a failure of this kind? */
export function tells(text: string, expected: ExpectedCause | undefined): boolean {
  return expected !== undefined && KINDS[expected.kind].words.test(text);
}
