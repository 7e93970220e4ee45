import { distance } from "fastest-levenshtein";

/** A slip for so many letters, and never more than so many: short words are near to many others. */
const LETTERS_A_SLIP = 3;
const MOST_SLIPS = 3;
/** Of a word that is cut short so much must be left. */
const SHORTEST_PART = 4;

/**
 * How far a name of a variable is from one that there is: the same letters (0), some of its words or more than them (1),
 * or so many slips of the finger. Undefined: it is another name.
 */
export function nearness(given: string, known: string): number | undefined {
  const [some, all] = [words(given), words(known)];
  const [one, other] = [some.join(""), all.join("")];
  if (one === other) return 0;
  if (isPart(some, all) || (all.length > 1 && one.startsWith(other))) return 1;
  const slips = distance(one, other);
  return slips <= Math.min(MOST_SLIPS, Math.floor(Math.min(one.length, other.length) / LETTERS_A_SLIP))
    ? slips
    : undefined;
}

/** The beginning, or several of the words in any order. */
function isPart(some: readonly string[], all: readonly string[]): boolean {
  const given = some.join("");
  if (given.length >= SHORTEST_PART && all.join("").startsWith(given)) return true;
  return some.every((word) => all.includes(word)) && (some.length > 1 || some[0] === all[0]);
}

/** `CA_CERT`, `caCert` and `ca-cert` are the same two words. */
function words(name: string): string[] {
  const apart = name.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  return apart.split(/[^A-Z0-9]+/).filter((word) => word !== "");
}
