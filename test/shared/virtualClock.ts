import type { Clock } from "../../provider/clock";

interface Sleeper {
  due: number;
  wake: () => void;
}

/**
 * A clock whose hours pass at once: when nothing has happened for a few turns of the event loop, it jumps to the next sleeper. `busy`
 * holds it while real requests are running.
 */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers = new Set<Sleeper>();
  #driving = false;
  /** While this returns true the clock stands still. */
  busy: () => boolean = () => false;

  constructor(start = Date.parse("2026-01-01T00:00:00Z")) {
    this.#now = start;
  }

  now = (): number => this.#now;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        due: this.#now + ms,
        wake: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.add(sleeper);
      if (!this.#driving) void this.#drive();
    });

  async #drive(): Promise<void> {
    this.#driving = true;
    while (this.#sleepers.size > 0) {
      await quietTurns(this.busy);
      const [next] = [...this.#sleepers].sort((a, b) => a.due - b.due);
      if (!next) break;
      this.#sleepers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.wake();
    }
    this.#driving = false;
  }
}

async function quietTurns(busy: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = busy() ? 0 : quiet + 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
