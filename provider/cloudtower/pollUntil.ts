import type { Clock } from "../clock";
import { nextPollDelay } from "./pollSchedule";

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
