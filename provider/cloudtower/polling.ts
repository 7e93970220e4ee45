import type { Clock } from "../clock";

/** Some tasks end almost at once, and most others within seconds. */
const FIRST_MS = 20;
const SHORT_MS = 250;
const LONGEST_MS = 5_000;
/** The longer a task has run, the less a late poll matters. The pause is at most this share of its age. */
const SHARE_OF_AGE = 0.016;
const NEAR_END = 0.9;
const NEAR_END_MS = 1_000;

/**
 * The pause before the next poll of a task, in milliseconds: short at first, longer as the task ages, short again when it reports
 * that it is almost done, and never over five seconds. Up to a tenth is subtracted at random, so that many clients do not poll in
 * step.
 *
 * @param ageMs how long the task has been followed
 * @param progress from 0 to 1, as the task reports it; not reliable, so it can only shorten the pause
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
 * Reads at once, and then repeatedly at the pace of {@link nextPollDelay}, until `isWanted` accepts the value. `read` gets the
 * time so far, in milliseconds.
 * @returns that value, or at the deadline the last one
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
