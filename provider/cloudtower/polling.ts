import type { Clock } from "../clock";

/** Some tasks end almost at once, and most of those that do not end in some seconds. */
const FIRST_MS = 20;
const SHORT_MS = 250;
const LONGEST_MS = 5_000;
/** The longer a task has run, the less a late look matters: at most this share of its age so far. */
const SHARE_OF_AGE = 0.016;
const NEAR_END = 0.9;
const NEAR_END_MS = 1_000;

/**
 * How long to wait before the next look at a task, in milliseconds: quick at first, slower as the task ages, quick
 * again when it says that it is near its end, never over five seconds; up to a tenth is taken off at random so that
 * many clients do not ask in step.
 *
 * @param ageMs how long the task has been followed
 * @param progress 0 to 1 as the task tells it: not reliable, so that it only ever makes the pause shorter
 */
export function nextPollDelay(ageMs: number, progress = 0, random: () => number = Math.random): number {
  const atFirst = Math.min(SHORT_MS, Math.max(FIRST_MS, ageMs));
  const byAge = Math.min(LONGEST_MS, Math.max(atFirst, ageMs * SHARE_OF_AGE));
  const delay = progress >= NEAR_END && progress < 1 ? Math.min(byAge, NEAR_END_MS) : byAge;
  return delay * (1 - random() / 10);
}

export interface Polling {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** When to give up, by the clock, in milliseconds since the epoch; default: never. */
  deadline?: number;
  /** The shortest pause between two readings, in milliseconds; default 0. */
  leastPauseMs?: number;
}

/**
 * Reads at once, and then again and again at the pace at which tasks are followed, until the reading is as wanted.
 * `read` hears how long this has taken so far, in milliseconds.
 * @returns that reading, or at the deadline the last one
 */
export async function pollUntil<T>(
  { clock, signal, deadline = Number.POSITIVE_INFINITY, leastPauseMs = 0 }: Polling,
  read: (ageMs: number) => Promise<T>,
  isWanted: (seen: T) => boolean,
): Promise<T> {
  const since = clock.now();
  for (;;) {
    const seen = await read(clock.now() - since);
    const now = clock.now();
    if (isWanted(seen) || now >= deadline) return seen;
    const pause = Math.max(leastPauseMs, nextPollDelay(now - since));
    await clock.sleep(Math.min(pause, deadline - now), signal);
  }
}
