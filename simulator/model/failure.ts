import type { Text } from "./text";

/** Why a task failed. */
export interface Failure {
  text: Text;
  /** The cluster's own error code; null if there is none. */
  code: string | null;
}

/** Ends a job's work. What was done by then stays done. */
export class TaskFailure extends Error implements Failure {
  constructor(
    readonly text: Text,
    readonly code: string | null = null,
  ) {
    super(text.en);
  }
}

/** The code of errors that have no code of the cluster's. */
const anyError = "JOB_EXECUTE_FAILED";

/**
 * The message of a failed task. An error of a cluster is wrapped in CloudTower's own; with `all`, every error is.
 */
export function shownFailure({ text, code }: Failure, all: boolean): Text {
  if (code === null && !all) return text;
  return { en: wrapped(text.en, code ?? anyError), zh: wrapped(text.zh, code ?? anyError) };
}

function wrapped(text: string, code: string): string {
  const body = JSON.stringify({ data: {}, ec: code, error: { msg: `[${code}]${text}` } });
  return `Cannot unwrap Ok value of Result.Err.\r\ncode: MAINTENANCE_MODE_ERROR\r\nmessage: ${body}`;
}
