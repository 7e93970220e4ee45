import type { Clock } from "../clock";
import { CloudTowerError, UnreachableError } from "./errors";

export interface RetryOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** How long to go on trying, in milliseconds since the first attempt, or since an outage after it. */
  patienceMs: number;
  /** How long an outage, in which nothing answers, is waited through, in milliseconds since the first attempt. */
  outageMs?: number | undefined;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** An ES module, which CommonJS has to load at run time; once, because to ask again for each request costs more than the request. */
const loadRetry = () => {
  loading ??= import("p-retry");
  return loading;
};
let loading: Promise<typeof import("p-retry")> | undefined;

/**
 * Repeats `attempt` after transient failures: exponential backoff with jitter, at least what `Retry-After` asks for.
 * What CloudTower may have acted on is never repeated: the caller observes instead.
 */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { default: pRetry } = await loadRetry();
  const { clock, signal, patienceMs, outageMs = 0 } = options;
  const outageEnd = clock.now() + outageMs;
  let giveUpAt = clock.now() + patienceMs;
  signal?.throwIfAborted();
  return pRetry(attempt, {
    // The pause is ours, because it follows `clock`: p-retry keeps the loop. It does not get the signal either, for it
    // would throw away an answer that came at the moment of the abort, and with it the task that was started.
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

/** The pause after the nth failure, in milliseconds: doubled each time, with up to a quarter taken off at random. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return pause * (1 - random() / 4);
}

/** What is shared must not end for the others because one caller gives up: only that caller stops waiting for it. */
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
 * The end of one request: by its own time limit or by its caller's signal, whichever is first.
 * It does what `AbortSignal.any([signal, AbortSignal.timeout(ms)])` promises; but in Node 20 the garbage collector may
 * take that one while the request waits, and then a server that hangs is waited for without end.
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
