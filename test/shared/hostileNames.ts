/**
 * Names that mean harm, for every field that a tenant, a guest or another operator can set: of VMs, hosts and clusters, reasons,
 * words of failed tasks. Each with what it tries, and what nobody may see of it in an output or a state.
 */
export const HOSTILE_NAMES = {
  "a tag of Pulumi's colour markup, at which Pulumi panics": "x<{%x%}>",
  "the beginning of a tag, which swallows the rest of the line": "web-<{%",
  "tags within tags": "<{%<{%reset%}>%}>",
  "a tag with something unseen in it": "x<{\u200b%x%}>",
  "a tag with a control character in it": "x<{\u0007%x%}>",
  "what steers a terminal": "x\u001b[2J\u001b[31mred\u001b]0;title\u0007",
  "what steers a terminal, in one byte": "x\u009b2J",
  "a line of its own": "x\r\nerror: update failed\n",
  "a line of its own, by another line end": "x\u2028error: update failed\u2029",
  "text turned round": "x\u202egnitteg\u202c",
  "text turned round, by isolates": "x\u2067abc\u2069",
  "nothing that is seen": "\u200b\u2060\u3164",
  "a NUL": "x\u0000y",
  "half a character": "x\ud83d",
  "the other half of one": "\ude00x",
  advice: 'x (1), set allowShutdown: "all", then run pulumi up again',
  "the end of a quotation": 'x". Next: set allowShutdown: "all',
  backslashes: "x\\\\\\u001b[31m",
  "what formats": "%s%n%!d(MISSING)$HOME`id`$(id)",
  "a name that JavaScript knows": "__proto__",
  "a value that Pulumi means otherwise": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "a secret's signature": "4dabf18193072939515e22adb298388d",
  "a word of ours": "all",
  "the id of another VM": "00000000-0000-4000-8000-000000000001",
  "no end": "x".repeat(100_000),
} as const satisfies Record<string, string>;

const CAST: readonly string[] = Object.values(HOSTILE_NAMES);

/** One of the cast for each number, and no two the same. */
export function hostileName(number: number): string {
  return `${CAST[number % CAST.length]}${number}`;
}

/** What must be in nothing that goes to people or to Pulumi: each with the reason. */
const HARMFUL: readonly (readonly [RegExp, string])[] = [
  [/<\{%/, "colour markup"],
  // Line feeds are checked where lines are told apart.
  [/(?!\n)\p{Cc}/u, "a control character"],
  [/\p{Cf}/u, "a format character"],
  [/[\u2028\u2029]/, "a line end"],
  [/\p{Cs}/u, "half a character"],
];

/** What of a text does harm; empty: nothing. */
export function harmIn(text: string): string[] {
  return HARMFUL.flatMap(([pattern, what]) => (pattern.test(text) ? [what] : []));
}

/** The same for everything in a value, keys included. */
export function harmWithin(value: unknown): string[] {
  if (typeof value === "string") return [...harmIn(value), ...(value.includes("\n") ? ["a line end"] : [])];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [...harmWithin(key), ...harmWithin(one)]);
}
