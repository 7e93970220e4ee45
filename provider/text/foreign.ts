/**
 * The one place through which every text that somebody else wrote passes on its way to people, to Pulumi and into the
 * state: names of hosts and VMs, which tenants choose, words of a server, what a program or a setting gave. Such a text may
 * try to steer a terminal, to turn text around, to begin a line of its own, to pass for words of ours, or to be endless.
 *
 * `forPeople` is the gate: whatever tells a person something calls it last. `asName`, `quoted` and `said` are for a part of
 * a sentence, so that where it begins and ends is plain. `recorded` is for what Pulumi keeps.
 */

/** Enough to know again what one wrote. */
const LONGEST = 60;
/** CloudTower's names are shorter. */
const LONGEST_NAME = 200;
/** No sentence of ours needs more, and one with a thousand VMs in it still fits. */
const LONGEST_LINE = 200_000;
/** For texts in the state, where CloudTower's names, ids and reasons are. */
const LONGEST_RECORDED = 500;

/**
 * Characters that show as nothing or steer what is shown: control and format characters, line ends, halves of characters
 * (which Pulumi cannot carry at all), and letters that are blank.
 */
const UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u3164\\uffa0";
const EACH_UNSEEN = new RegExp(`[${UNSEEN}]`, "gu");
const RUNS_OF_UNSEEN = new RegExp(`[${UNSEEN}]+`, "gu");

/** A name that cannot be taken for anything but one word. A colon is part of one in a time, before a digit. */
const ONE_WORD = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_.+-]|:(?=\d))*$/u;

/**
 * A line for a person, by way of Pulumi or a terminal. In one line, so that nothing in it begins a line of its own; without
 * what steers a terminal; and without Pulumi's colour markup, at whose tags Pulumi panics (`<{%…%}>`, seen with 3.248.0),
 * and of which a lone beginning swallows the rest of the line.
 */
export function forPeople(text: string): string {
  return withoutMarkup(cut(text, LONGEST_LINE).replace(RUNS_OF_UNSEEN, " ").trim());
}

/** Several lines of ours, each of which may have foreign text in it that has passed `asName`, `quoted` or `said`. */
export function linesForPeople(text: string): string {
  return text
    .split("\n")
    .map((line) => (/^ */.exec(line)?.[0] ?? "") + forPeople(line))
    .join("\n");
}

/** A name, an id, a time or a state in a sentence: as it is where it is one plain word, else in quotation marks. */
export function asName(name: string): string {
  const isPlain = name.length <= LONGEST_NAME && ONE_WORD.test(name) && name.search(EACH_UNSEEN) === -1;
  return isPlain ? name : quoted(name, LONGEST_NAME);
}

/** What was given, in quotation marks: cut, with what is unseen made visible. */
export function quoted(text: string, longest = LONGEST): string {
  return withoutMarkup(visible(JSON.stringify(cut(text, longest))));
}

/** The same without quotation marks: a key that somebody made up, behind words that say what it is. */
export function bare(key: string): string {
  return quoted(key).slice(1, -1);
}

/** Words of a server in quotation marks, which none in the words can end. They have been cut and stripped of credentials. */
export function said(words: string): string {
  return `"${forPeople(words).replaceAll('"', "'")}"`;
}

/** A text as Pulumi keeps and shows it. It is changed where it would do harm: a VM is found again by its UUID. */
export function recorded(text: string): string {
  if (PULUMI_UNKNOWNS.has(text)) return `"${text}"`;
  return withoutMarkup(visible(cut(text, LONGEST_RECORDED)));
}

/**
 * Texts by which Pulumi writes, on the wire, that a value is not known yet, one for each kind of value. As a name in the
 * outputs of a create one makes Pulumi throw the whole result away, with the host in maintenance.
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

/** JSON in which nothing is unseen, and which reads as the same: for files that people look into. */
export function visibleJson(value: unknown): string {
  // What JSON has outside its texts is seen, but for line ends.
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
