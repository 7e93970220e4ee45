import { setTimeout as delay } from "node:timers/promises";

/**
 * The provider's source of time. Everything that waits takes a clock, so that tests can let hours pass in no time.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason if the signal is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal ? { signal } : {});
  },
};

/** Milliseconds since the epoch of a time as CloudTower and the state have it. Not a number, which compares as false, if it is not known. */
export function timeOf(time: string | null | undefined): number {
  return Date.parse(time ?? "");
}
