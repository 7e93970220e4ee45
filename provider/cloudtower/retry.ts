import type { Clock } from "../clock";
import { CloudTowerError, UnreachableError } from "./errors";

export interface RetryOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** How long to retry, in milliseconds since the first attempt or since the end of an outage. */
  patienceMs: number;
  /** How long to wait through an outage in which nothing answers, in milliseconds since the first attempt. */
  outageMs?: number | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** An ES module, which CommonJS has to load at run time. Loaded once, because repeating the import costs more than a request. */
const loadRetry = () => {
  loading ??= import("p-retry");
  return loading;
};
let loading: Promise<typeof import("p-retry")> | undefined;

/**
 * Retries `attempt` after transient failures, with exponential backoff and jitter, and waits at least as long as `Retry-After`
 * asks. It never retries a request that CloudTower may have acted on: the caller checks instead.
 */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { default: pRetry } = await loadRetry();
  const { clock, signal, patienceMs, outageMs = 0 } = options;
  const outageEnd = clock.now() + outageMs;
  let giveUpAt = clock.now() + patienceMs;
  signal?.throwIfAborted();
  return pRetry(attempt, {
    // p-retry runs the loop. The pause is ours because it uses `clock`. p-retry does not get the signal: it would discard an
    // answer that arrives at the moment of the abort, and with it the id of the started task.
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof CloudTowerError) || !error.facts.transient || error.facts.fate === "unknown") return false;
      const pause = Math.max(backoff(attemptNumber), error.facts.retryAfterMs ?? 0);
      if (error instanceof UnreachableError && clock.now() + pause <= outageEnd) {
        giveUpAt = Math.max(giveUpAt, clock.now() + pause + patienceMs);
      }
      if (clock.now() + pause > giveUpAt) return false;
      await clock.sleep(pause, signal);
      return true;
    },
  });
}

/** The pause after the nth failure, in milliseconds. It doubles each time; up to a quarter is subtracted at random. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return pause * (1 - random() / 4);
}

/** If one caller gives up, only that caller stops waiting: shared work goes on for the others. */
export async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return shared;
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  return Promise.race([shared, aborted]).finally(() => signal.removeEventListener("abort", stop));
}

/**
 * Ends a request at its own time limit or by its caller's signal, whichever is first. `AbortSignal.any([signal,
 * AbortSignal.timeout(ms)])` should do the same, but Node 20 may garbage-collect it while the request waits, and the request to a
 * server that hangs then never ends.
 */
export class TimeLimit {
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #end = () => this.#ending.abort();

  constructor(ms: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#timer = setTimeout(this.#end, ms);
    if (caller?.aborted) this.#end();
    caller?.addEventListener("abort", this.#end, { once: true });
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** To be called when the request is over. */
  lift(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener("abort", this.#end);
  }
}
