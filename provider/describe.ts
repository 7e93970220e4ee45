/** Enough to know again what one wrote. */
const LONGEST = 60;

/**
 * What was given, for an error: a text in quotes, a number or a boolean as it is. Of a list or an object only that it is
 * one: it may hold a credential, or be without end.
 */
export function describe(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined) return "nothing";
  const isPlain = value === null || typeof value === "number" || typeof value === "boolean";
  return isPlain ? String(value) : `${/^[aeiou]/.test(typeof value) ? "an" : "a"} ${typeof value}`;
}

/** A text in quotes, cut, with characters that steer a terminal or turn text around made visible. */
export function quoted(text: string, longest = LONGEST): string {
  return visible(JSON.stringify(cut(text, longest)));
}

/** The same without quotes: the name of an argument or a setting that somebody made up. */
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
