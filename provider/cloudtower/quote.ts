const LONGEST_QUOTE = 500;
const LONGEST_LINE = 120;
/** An answer may have 64 MB, but only its beginning is quoted. */
const READ = 100_000;

/**
 * Makes text from a server safe to print: in one line, without control or bidirectional characters, of limited length, and
 * without our credentials, which some servers and proxies echo.
 */
export function quote(text: string, secrets: readonly string[] = [], longest = LONGEST_QUOTE): string {
  const line = inOneLine(withoutSecrets(secrets, text.slice(0, READ)));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The first non-empty line of a body, in quotes. */
export function quoteFirstLine(text: string, secrets: readonly string[] = []): string {
  const line = withoutSecrets(secrets, text.trimStart().slice(0, READ))
    .split(/\r?\n/)
    .find((candidate) => candidate.trim() !== "");
  return line === undefined ? "an empty body" : JSON.stringify(quote(line, [], LONGEST_LINE));
}

/** Replaces control characters, format characters and line ends by spaces. */
export function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** HTML's escapes of special characters. */
const HTML_NAMES: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos", " ": "nbsp" };

/**
 * Replaces each secret, however it is escaped: not at all, for JSON (or JSON within JSON), a URL or HTML, each character in its own
 * way, in lower or upper case.
 */
function withoutSecrets(secrets: readonly string[], text: string): string {
  // Searching for every escaped form is slow, so it is skipped if the secret cannot occur.
  const possible = secrets.filter((secret) => secret !== "" && mayStandIn(text, secret));
  // Longest first, because one secret may be part of another.
  const longestFirst = possible.sort((one, other) => other.length - one.length);
  return longestFirst.reduce((rest, secret) => rest.replace(inAnySpelling(secret), "[credential]"), text);
}

/** No escaped form is shorter than the secret, and each except the plain one (in either case) contains one of these. */
function mayStandIn(text: string, secret: string): boolean {
  if (secret.length > text.length) return false;
  return /[\\%&+]/.test(text) || text.toLowerCase().includes(secret.toLowerCase());
}

function inAnySpelling(secret: string): RegExp {
  const parts = secret.match(/\\+|[^\\]/gu) ?? [];
  return new RegExp(parts.map(spellings).join(""), "giu");
}

// Each of these may be escaped again, as in JSON within JSON or in a URL within a URL. The number of times is limited, because a
// server may send a million of them.
const PERCENT = "%(?:25){0,3}";
const AMPERSAND = "&(?:amp;){0,3}";
const BACKSLASH = String.raw`(?:\\|${PERCENT}5c|${AMPERSAND}#92;)`;
const MOST_BACKSLASHES = 7;

/**
 * One character, plain, with preceding backslashes, or as \u0026, %26, &#38;, &#x26; or &amp;; a space also as +. A run of
 * backslashes is matched as one, because matching them one by one takes exponential time.
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
