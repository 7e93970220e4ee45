import type { Text } from "./text";

/** Why a task failed. */
export interface Failure {
  text: Text;
  /** The cluster's own code of the error; null: it has given none. */
  code: string | null;
}

/** Ends a job's work; what was done by then stays done. */
export class TaskFailure extends Error implements Failure {
  constructor(
    readonly text: Text,
    readonly code: string | null = null,
  ) {
    super(text.en);
  }
}

/** The code of errors for which the cluster has none of its own. */
const anyError = "JOB_EXECUTE_FAILED";

/**
 * What a failed task says. An error that comes from a cluster stands inside of CloudTower's own; `all` shows every error so.
 */
export function shownFailure({ text, code }: Failure, all: boolean): Text {
  if (code === null && !all) return text;
  return { en: wrapped(text.en, code ?? anyError), zh: wrapped(text.zh, code ?? anyError) };
}

function wrapped(text: string, code: string): string {
  const body = JSON.stringify({ data: {}, ec: code, error: { msg: `[${code}]${text}` } });
  return `Cannot unwrap Ok value of Result.Err.\r\ncode: MAINTENANCE_MODE_ERROR\r\nmessage: ${body}`;
}
