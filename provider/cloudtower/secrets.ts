/** What HTML writes for the characters that it cannot have as they are. */
const HTML_NAMES: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos", " ": "nbsp" };

/**
 * Replaces each secret, however the one who repeats it has written it: as it is, in JSON (also in JSON within JSON), in a
 * URL or in HTML, each character in its own way, in small or capital letters.
 */
export function withoutSecrets(secrets: readonly string[], text: string): string {
  // To look for a secret in any spelling costs more than to see that it cannot be there.
  const possible = secrets.filter((secret) => secret !== "" && mayStandIn(text, secret));
  // The longest first: one may be part of another.
  const longestFirst = possible.sort((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, secret) => rest.replace(inAnySpelling(secret), "[credential]"), text);
}

/** No way of writing makes a secret shorter, and all but the plain one, in small or capital letters, need one of these. */
function mayStandIn(text: string, secret: string): boolean {
  if (secret.length > text.length) return false;
  return /[\\%&+]/.test(text) || text.toLowerCase().includes(secret.toLowerCase());
}

function inAnySpelling(secret: string): RegExp {
  const parts = secret.match(/\\+|[^\\]/gu) ?? [];
  return new RegExp(parts.map(spellings).join(""), "giu");
}

// Each of these may be written again, as in JSON within JSON or in a URL within a URL; not any number of times, because a
// server may send a million.
const PERCENT = "%(?:25){0,3}";
const AMPERSAND = "&(?:amp;){0,3}";
const BACKSLASH = String.raw`(?:\\|${PERCENT}5c|${AMPERSAND}#92;)`;
const MOST_BACKSLASHES = 7;

/**
 * One character as it is, with backslashes before it, as \u0026, %26, &#38;, &#x26; or &amp;; a space also as +. Of
 * backslashes all that follow each other: looked for one by one, they could be told apart in endless ways.
 */
function spellings(character: string): string {
  const several = `${BACKSLASH}{1,${MOST_BACKSLASHES}}`;
  if (character.startsWith("\\")) {
    const [few, many] = [character.length, character.length * (MOST_BACKSLASHES + 1)];
    return `(?:${BACKSLASH}{${few},${many}}|(?:${several}u005c){${few}})`;
  }
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  const inJson = units.map((unit) => `${several}u${unit.toString(16).padStart(4, "0")}`).join("");
  const inUrl = [...Buffer.from(character)].map((byte) => `${PERCENT}${byte.toString(16).padStart(2, "0")}`).join("");
  const code = character.codePointAt(0) ?? 0;
  const name = HTML_NAMES[character];
  const [, letter] = /^\\([bfnrt])$/.exec(JSON.stringify(character).slice(1, -1)) ?? [];
  const ways = [
    escaped(character),
    inUrl,
    `${AMPERSAND}#0*${code};`,
    `${AMPERSAND}#x0*${code.toString(16)};`,
    ...(name ? [`${AMPERSAND}${name};`] : []),
    ...(character === " " ? [String.raw`\+`] : []),
  ];
  const plain = `${BACKSLASH}{0,${MOST_BACKSLASHES}}(?:${ways.join("|")})`;
  return `(?:${[plain, inJson, ...(letter ? [several + letter] : [])].join("|")})`;
}

function escaped(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
