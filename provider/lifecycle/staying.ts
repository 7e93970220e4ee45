import type { Clock } from "../clock";

/** How long a reading that contradicts what we know must last before it is believed. */
export const SETTLE_MS = 30_000;
/** Two looks further apart than this (others failed in between) say nothing about the time between them. */
const LONGEST_GAP_MS = 10_000;

/** Has something been so at every look for half a minute? */
export class Staying {
  #since: number | undefined;
  #last = 0;

  constructor(private readonly clock: Clock) {}

  /** Notes what a look has shown. @returns {@link isLong} */
  see(isSo: boolean): boolean {
    const now = this.clock.now();
    if (!isSo) this.#since = undefined;
    else if (this.#since === undefined || now - this.#last > LONGEST_GAP_MS) this.#since = now;
    this.#last = now;
    return this.isLong;
  }

  get isLong(): boolean {
    return this.#since !== undefined && this.#last - this.#since >= SETTLE_MS;
  }
}
