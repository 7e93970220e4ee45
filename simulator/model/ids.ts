import { createHash } from "node:crypto";

/** Deterministic identifiers: the same seed and the same order of calls give the same ids. */
export class Ids {
  #count = 0;

  constructor(private readonly seed: number) {}

  /** 25 characters that start with "cl", as CloudTower's own ids. */
  cuid(): string {
    const text = BigInt(`0x${this.#hash()}`).toString(36);
    return `cl${text.slice(0, 23).padEnd(23, "0")}`;
  }

  /** A UUID of version 4 shape. */
  uuid(): string {
    const hash = this.#hash();
    const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16);
    return [
      hash.slice(0, 8),
      hash.slice(8, 12),
      `4${hash.slice(13, 16)}`,
      `${variant}${hash.slice(17, 20)}`,
      hash.slice(20, 32),
    ].join("-");
  }

  #hash(): string {
    this.#count += 1;
    return createHash("sha256").update(`${this.seed}:${this.#count}`).digest("hex");
  }
}

/** A seeded source of numbers in [0, 1) (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
