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
  const line = forPeople(withoutCredentials(text.slice(0, READ), secrets));
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** The first non-empty line of a body, in quotes. */
export function quoteFirstLine(text: string, secrets: readonly string[] = []): string {
  const line = withoutCredentials(text.trimStart().slice(0, READ), secrets)
    .split(/\r?\n/)
    .find((candidate) => candidate.trim() !== "");
  return line === undefined ? "an empty body" : quoted(forPeople(line), LONGEST_LINE);
}
