import type { Writable } from "node:stream";

/** How often an open page is told what has changed, in real ms. */
const tick = 200;

/**
 * The pages that are open. The model has no timers: what is due happens when somebody asks. While pages are open they ask, by one
 * timer for all of them, which keeps no process alive.
 */
export class Viewers {
  /** Each with the last text that it was sent. */
  readonly #open = new Map<Writable, string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param read the state as it is now, as one line of text */
  constructor(private readonly read: () => string) {}

  /** Sends the state, and from then on each new one, until the page goes away. */
  add(page: Writable): void {
    page.once("close", () => this.#remove(page));
    // A page that lost its connection tries again after a second.
    page.write("retry: 1000\n");
    this.#open.set(page, "");
    this.#tell(page, this.read());
    this.#timer ??= setInterval(() => this.#tellAll(), tick).unref();
  }

  #tellAll(): void {
    const state = this.read();
    for (const page of this.#open.keys()) this.#tell(page, state);
  }

  #tell(page: Writable, state: string): void {
    // One that does not keep up misses states, and nothing piles up: the next one that it gets is whole, too.
    if (this.#open.get(page) === state || page.writableNeedDrain) return;
    this.#open.set(page, state);
    page.write(`data: ${state}\n\n`);
  }

  #remove(page: Writable): void {
    this.#open.delete(page);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
