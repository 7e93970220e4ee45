import { distance } from "fastest-levenshtein";

/** A typo changes up to two letters of a word, or drops part of it. */
const SLIP = 2;

/** `Did you mean "hostId"?` if a known word is similar; else a list of the known words. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? `There are: ${known.join(", ")}` : `Did you mean ${JSON.stringify(near)}?`;
}

/** The known word that is most similar, if any is similar enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const away = (candidate: string) => {
    const other = candidate.toLowerCase();
    if (given === other) return 0;
    const isPart = given.length > SLIP && (other.startsWith(given) || given.startsWith(other));
    return isPart ? 1 : distance(given, other);
  };
  const [best] = [...known].sort((one, other) => away(one) - away(other));
  return best !== undefined && away(best) <= Math.min(SLIP, given.length - 1) ? best : undefined;
}
