const LONGEST_QUOTE = 500;
const LONGEST_LINE = 120;
/** An answer may have 64 MB; what would be quoted stands at its beginning. */
const READ = 100_000;

/**
 * What a server sent, made fit for a person's terminal: in one line, without characters that steer a terminal or turn
 * text around, not endless, and without our credentials, which some servers and proxies echo.
 */
export function quote(text: string, secrets: readonly string[] = [], longest = LONGEST_QUOTE): string {
  const line = inOneLine(withoutSecrets(secrets, text.slice(0, READ)));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The first line of a body that has something in it, in quotes. */
export function quoteFirstLine(text: string, secrets: readonly string[] = []): string {
  const line = withoutSecrets(secrets, text.trimStart().slice(0, READ))
    .split(/\r?\n/)
    .find((candidate) => candidate.trim() !== "");
  return line === undefined ? "an empty body" : JSON.stringify(quote(line, [], LONGEST_LINE));
}

/** Control and format characters and line ends become spaces. */
export function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** What HTML writes for the characters that it cannot have as they are. */
const HTML_NAMES: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos", " ": "nbsp" };

/**
 * Replaces each secret, however the one who repeats it has written it: as it is, in JSON (also in JSON within JSON), in a
 * URL or in HTML, each character in its own way, in small or capital letters.
 */
function withoutSecrets(secrets: readonly string[], text: string): string {
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
