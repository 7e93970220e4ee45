import { type FSWatcher, watch } from "node:fs";
import { systemClock } from "../clock";

/** What no event tells: a wrapper that was killed, and changes on a file system without events. */
const AT_LEAST_EVERY_MS = 1_000;
/** Each write is an event. They are taken together. */
const AT_MOST_EVERY_MS = 100;

/** Tells when to look into a directory again. */
export class Changes {
  readonly #watcher: FSWatcher | undefined;
  #hasChanged = false;
  #wake: () => void = () => undefined;

  constructor(directory: string) {
    const noticed = () => {
      this.#hasChanged = true;
      this.#wake();
    };
    try {
      // After an error, the look that comes anyway has to do.
      this.#watcher = watch(directory, noticed).on("error", () => undefined);
    } catch {
      // Too many are watched already.
    }
  }

  /** @throws the signal's reason */
  async next(signal: AbortSignal): Promise<void> {
    await this.#sleep(AT_MOST_EVERY_MS, signal);
    if (!this.#hasChanged && !signal.aborted) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      // Not `AbortSignal.any`, which keeps something for each call as long as the signal lives, and that may be hours.
      signal.addEventListener("abort", this.#wake);
      await this.#sleep(AT_LEAST_EVERY_MS - AT_MOST_EVERY_MS, woken.signal);
      signal.removeEventListener("abort", this.#wake);
    }
    signal.throwIfAborted();
    this.#hasChanged = false;
  }

  /** As long as the signal lets it. */
  #sleep(ms: number, signal: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal).catch(() => undefined);
  }

  close(): void {
    this.#watcher?.close();
  }
}
