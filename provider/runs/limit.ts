import ms from "ms";

/** A time limit for a sentence: "4 hours". */
export function limitText(limitMs: number): string {
  return ms(limitMs, { long: true });
}
