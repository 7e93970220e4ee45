import { timeOf } from "../../clock";

/** The command of a run that was begun last: the round that it is of, and how many had been begun in that round then. */
export interface Attempt {
  /** On a tag, it is shortened. */
  round: string;
  count: number;
  /** ISO 8601: when its time limit has ended it at the latest. */
  until?: string | undefined;
}

/** On a tag, before the reason. */
const WORD = /^#([0-9a-f]{4})\.(\d{1,4})(?:\.([0-9a-z]{1,7}))?$/;

/** `#5f3a.2.t9d0zz`: round, count, and `until` as seconds in base 36. */
export function attemptWord(attempt: Attempt): string {
  const end = attempt.until === undefined ? "" : `.${endOf(attempt).toString(36)}`;
  return `#${shortRound(attempt.round)}.${attempt.count}${end}`;
}

export function attemptOf(word = ""): Attempt | undefined {
  const [, round, count, end] = WORD.exec(word) ?? [];
  if (round === undefined) return undefined;
  const until = end === undefined ? {} : { until: new Date(Number.parseInt(end, 36) * 1_000).toISOString() };
  return { round, count: Number(count), ...until };
}

/** Nobody's reason is taken for an attempt. */
export function asReason(text: string): string {
  return WORD.test(text.split(" ")[0] ?? "") ? text.slice(1) : text;
}

/** Is it one of this round? */
export function isAttemptOf({ round }: Attempt, whole: string): boolean {
  return shortRound(round) === shortRound(whole);
}

/** Was it begun after the one that is known? */
export function isLaterAttempt(attempt: Attempt, known: Attempt | undefined): boolean {
  if (!known) return true;
  const isOfRound = isAttemptOf(attempt, known.round);
  if (isOfRound && attempt.count === known.count && endOf(attempt) === endOf(known)) return false;
  // A limit that was shortened since makes a later attempt end earlier.
  return endOf(attempt) > endOf(known) || (isOfRound && attempt.count > known.count);
}

/** In seconds, as a tag has it; 0 if it is not known. */
export function endOf(attempt: Attempt | undefined): number {
  return Math.ceil(timeOf(attempt?.until) / 1_000) || 0;
}

function shortRound(round: string): string {
  return round.slice(0, 4);
}
