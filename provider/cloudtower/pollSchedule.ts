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
