/** Enough for the user to recognize the value. */
const LONGEST = 60;

/**
 * A value for an error message: strings in quotes, numbers and booleans as they are. Lists and objects are only named as such,
 * because they may contain a credential or be very long.
 */
export function describe(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined) return "nothing";
  const isPlain = value === null || typeof value === "number" || typeof value === "boolean";
  return isPlain ? String(value) : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}

/** A string in quotes, shortened, with control and bidirectional characters escaped. */
export function quoted(text: string, longest = LONGEST): string {
  return visible(JSON.stringify(cut(text, longest)));
}

/** The same without quotes, for the name of an unknown argument or setting. */
export function named(text: string): string {
  return quoted(text).slice(1, -1);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
