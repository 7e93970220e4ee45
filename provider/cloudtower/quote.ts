import { withoutSecrets } from "./secrets";

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
