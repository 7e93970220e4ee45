/**
 * Every text that somebody else wrote passes through this file on its way to people, to Pulumi and into the state: names of hosts and
 * VMs, which tenants choose, messages of a server, values of a program or a setting. Such a text may contain control or bidirectional
 * characters, begin a new line, pose as one of our messages, or be very long.
 *
 * `forPeople` is the gate: everything that prints calls it last. `asName`, `quoted` and `said` are for parts of a sentence, and make
 * clear where the part begins and ends. `recorded` is for what Pulumi keeps.
 */

/** Enough for the user to recognize the value. */
const LONGEST = 60;
/** CloudTower's names are shorter. */
const LONGEST_NAME = 200;
/** Longer than any message of ours, even one that names a thousand VMs. */
const LONGEST_LINE = 200_000;
/** For texts in the state: CloudTower's names, ids and reasons. */
const LONGEST_RECORDED = 500;

/**
 * Characters that are invisible or control the display: control and format characters, line ends, lone surrogates (which Pulumi
 * cannot transport), and blank letters.
 */
const UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0";
const EACH_UNSEEN = new RegExp(`[${UNSEEN}]`, "gu");
const RUNS_OF_UNSEEN = new RegExp(`[${UNSEEN}]+`, "gu");

/** A name that can only be read as one word. A colon is allowed before a digit, as in a time. */
const ONE_WORD = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.+-]|:(?=\d))*$/u;

/**
 * A line for people, printed by Pulumi or a terminal. It is a single line, without control characters, and without Pulumi's colour
 * markup: Pulumi panics at its tags (`<{%…%}>`, seen with 3.248.0), and a lone opening swallows the rest of the line.
 */
export function forPeople(text: string): string {
  return withoutMarkup(cut(text, LONGEST_LINE).replace(RUNS_OF_UNSEEN, " ").trim());
}

/** Several lines of ours. Foreign text in them must have passed `asName`, `quoted` or `said`. */
export function linesForPeople(text: string): string {
  return text
    .split("\n")
    .map((line) => (/^ */.exec(line)?.[0] ?? "") + forPeople(line))
    .join("\n");
}

/** A name, an id, a time or a state for a sentence: unchanged if it is one plain word, else in quotation marks. */
export function asName(name: string): string {
  const isPlain = name.length <= LONGEST_NAME && ONE_WORD.test(name) && name.search(EACH_UNSEEN) === -1;
  return isPlain ? name : quoted(name, LONGEST_NAME);
}

/** A given text in quotation marks: shortened, and with invisible characters escaped. */
export function quoted(text: string, longest = LONGEST): string {
  return withoutMarkup(visible(JSON.stringify(cut(text, longest))));
}

/** The same without quotation marks, for an unknown key after words that say what it is. */
export function bare(key: string): string {
  return quoted(key).slice(1, -1);
}

/** A server's message in quotation marks, which the message itself cannot end. It was shortened and stripped of credentials. */
export function said(words: string): string {
  return `"${forPeople(words).replaceAll('"', "'")}"`;
}

/** A text as Pulumi keeps and shows it. Harmful characters are replaced; VMs are identified by their UUID anyway. */
export function recorded(text: string): string {
  if (PULUMI_UNKNOWNS.has(text)) return `"${text}"`;
  return withoutMarkup(visible(cut(text, LONGEST_RECORDED)));
}

/** Several lines, such as the output of a command, as Pulumi keeps them. @param longest in characters */
export function recordedLines(text: string, longest: number): string {
  const lines = cut(text, longest).split("\n");
  return lines.map((line) => withoutMarkup(visible(line.replaceAll("\t", "    ").replace(/\r$/, "")))).join("\n");
}

/**
 * Pulumi's placeholders for values that are not known yet, one for each kind of value. If one appears as a name in the outputs of a
 * create, Pulumi discards the whole result, while the host is in maintenance.
 */
const PULUMI_UNKNOWNS: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

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

/** JSON with invisible characters escaped, for files that people read. It parses to the same value. */
export function visibleJson(value: unknown): string {
  // Outside of strings, JSON has no invisible characters except line ends.
  return JSON.stringify(value, null, 2).split("\n").map(visible).join("\n");
}

function visible(text: string): string {
  return text.replace(EACH_UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

function withoutMarkup(text: string): string {
  return text.replaceAll("<{%", "<{ %");
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
