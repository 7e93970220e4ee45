/** What HTML writes for the characters that it cannot have as they are. */
const HTML_NAMES: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos", " ": "nbsp" };

/**
 * Replaces each secret, however the one who repeats it has written it: as it is, in JSON (also in JSON within JSON), in a
 * URL or in HTML, each character in its own way, in small or capital letters.
 */
export function withoutSecrets(secrets: readonly string[], text: string): string {
  // No way of writing makes a secret shorter, and to look for it costs more than to see that.
  const possible = secrets.filter((secret) => secret !== "" && secret.length <= text.length);
  // The longest first: one may be part of another.
  const longestFirst = possible.sort((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, secret) => rest.replace(inAnySpelling(secret), "[credential]"), text);
}

function inAnySpelling(secret: string): RegExp {
  const parts = secret.match(/\\+|[^\\]/gu) ?? [];
  return new RegExp(parts.map(spellings).join(""), "giu");
}

const BACKSLASH = String.raw`\\`;
/** Backslashes that JSON within JSON within JSON puts before a character. Not any number: a server may send a million. */
const MOST_BACKSLASHES = 7;

/**
 * One character as it is, with backslashes before it, as \u0026, %26, &#38;, &#x26; or &amp;; a space also as +. Of
 * backslashes all that follow each other: looked for one by one, they could be told apart in endless ways.
 */
function spellings(character: string): string {
  if (character.startsWith("\\")) {
    const [few, many] = [character.length, character.length * (MOST_BACKSLASHES + 1)];
    return `(?:${BACKSLASH}{${few},${many}}|(?:%5c|&#92;|${BACKSLASH}{1,${MOST_BACKSLASHES}}u005c){${few}})`;
  }
  const several = `${BACKSLASH}{1,${MOST_BACKSLASHES}}`;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const inJson = units.map((unit) => `${several}u${unit.toString(16).padStart(4, "0")}`).join("");
  const inUrl = [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const code = character.codePointAt(0) ?? 0;
  const name = HTML_NAMES[character];
  const [, letter] = /^\\([bfnrt])$/.exec(JSON.stringify(character).slice(1, -1)) ?? [];
  const ways = [
    escaped(character),
    inUrl,
    `&#0*${code};`,
    `&#x0*${code.toString(16)};`,
    ...(name ? [`&${name};`] : []),
    ...(character === " " ? [String.raw`\+`] : []),
  ];
  return `(?:${BACKSLASH}{0,${MOST_BACKSLASHES}}(?:${ways.join("|")})|${inJson}${letter ? `|${several}${letter}` : ""})`;
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
