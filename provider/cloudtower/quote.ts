import { withoutCredentials } from "../text/credentials";
import { forPeople, quoted } from "../text/foreign";

const LONGEST_QUOTE = 500;
const LONGEST_LINE = 120;
/** An answer may have megabytes; what would be quoted stands at its beginning. */
const READ = 100_000;

/**
 * What a server sent, made fit for a person: without our credentials, which some servers and proxies echo, in one line, and
 * not endless.
 */
export function quote(text: string, secrets: readonly string[] = [], longest = LONGEST_QUOTE): string {
  const line = forPeople(withoutCredentials(unwrapped(text.slice(0, READ)), secrets));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/**
 * CloudTower often wraps what a cluster said: `Cannot unwrap Ok value of Result.Err. code: … message: {"ec":"…","error":{"msg":"…"}}`.
 * @returns what the cluster said, with its code; other texts as they are
 */
function unwrapped(text: string): string {
  if (!text.startsWith("Cannot unwrap ")) return text;
  const [, said, single] = /["']msg["']\s*:\s*(?:"((?:[^"\\]|\\.){1,2000})"|'([^']{1,2000})')/.exec(text) ?? [];
  const [, code] = /["']ec["']\s*:\s*["']([\w.-]{1,100})["']/.exec(text) ?? /\bcode: ([\w.-]{1,100})/.exec(text) ?? [];
  const message = said === undefined ? single : fromJson(said);
  if (!message) return text;
  return code && !message.includes(code) ? `${message} (${code})` : message;
}

function fromJson(inQuotes: string): string {
  try {
    return String(JSON.parse(`"${inQuotes}"`));
  } catch {
    return inQuotes;
  }
}

/** The first non-empty line of a body, in quotes. */
export function quoteFirstLine(text: string, secrets: readonly string[] = []): string {
  const line = withoutCredentials(text.trimStart().slice(0, READ), secrets)
    .split(/\r?\n/)
    .find((candidate) => candidate.trim() !== "");
  return line === undefined ? "an empty body" : quoted(forPeople(line), LONGEST_LINE);
}
