/**
 * Hides credentials in texts of servers, some of which repeat what they were sent. It finds a credential in any form: escaped for
 * JSON, a URL or HTML, or for one within another; in another case; broken over lines; with invisible characters in between; or cut
 * off.
 *
 * It does not make a pattern of the credential. It normalizes the text, layer by layer, and remembers the original place of each
 * character. Then it looks up every window of the text among the credential's own windows. The time is linear in the length of the
 * text, whatever the text and the credential contain.
 */

const HIDDEN = "[credential]";
/** Replaces a text that could not be searched. */
const NOT_SHOWN = "[not shown: it could not be searched for credentials]";

/** A part of a credential of this length is hidden too; of a short credential, three quarters. */
const LONG_PART = 16;
const LEAST_PART = 8;
/** Of a credential that is cut off at the end or the beginning of a text, a third is enough, but at least this length. */
const LEAST_CUT = 5;
/** The deepest nesting that is searched. */
const MOST_LAYERS = 8;

/** Replaces every credential, and every long part of one. Never throws: a text that cannot be searched is not shown. */
export function withoutCredentials(text: string, credentials: readonly string[]): string {
  const sought = credentials.filter((credential) => credential !== "");
  if (sought.length === 0 || text === "") return text;
  try {
    const covered = new Uint8Array(text.length);
    const { readings, patterns } = soughtFor(sought);
    for (const credential of sought) coverAsItIs(covered, text, credential);
    let layer = asWritten(text);
    for (let depth = 0; depth <= MOST_LAYERS; depth++) {
      for (const skeleton of skeletonsOf(layer)) {
        const spelt = textOf(skeleton);
        for (const pattern of patterns) cover(covered, skeleton, spelt, pattern);
        for (const reading of readings) coverCutOff(covered, skeleton, spelt, reading);
      }
      const next = decoded(layer);
      if (!next) break;
      layer = next;
    }
    return replaced(text, covered);
  } catch {
    return NOT_SHOWN;
  }
}

/** With what a skeleton leaves out at its ends; and one that is made of nothing else. */
function coverAsItIs(covered: Uint8Array, text: string, credential: string): void {
  for (let at = text.indexOf(credential); at !== -1; at = text.indexOf(credential, at + credential.length)) {
    covered.fill(1, at, at + credential.length);
  }
}

function replaced(text: string, covered: Uint8Array): string {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const from = at;
    const isCovered = covered[at] === 1;
    while (at < text.length && (covered[at] === 1) === isCovered) at += 1;
    result += isCovered ? HIDDEN : text.slice(from, at);
  }
  return result;
}

/** A normalized text: its UTF-16 units, and the part of the original that each represents. */
interface Layer {
  units: Uint16Array;
  from: Int32Array;
  to: Int32Array;
  length: number;
}

function emptyLayer(capacity: number): Layer {
  return {
    units: new Uint16Array(capacity),
    from: new Int32Array(capacity),
    to: new Int32Array(capacity),
    length: 0,
  };
}

function add(layer: Layer, unit: number, from: number, to: number): void {
  layer.units[layer.length] = unit;
  layer.from[layer.length] = from;
  layer.to[layer.length] = to;
  layer.length += 1;
}

function asWritten(text: string): Layer {
  const layer = emptyLayer(text.length);
  for (let at = 0; at < text.length; at++) add(layer, text.charCodeAt(at), at, at + 1);
  return layer;
}

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const HASH = 0x23;
const SEMICOLON = 0x3b;
const LETTER_U = 0x75;
const LETTER_X = 0x78;

/** An escaped character that was found: the character, and its length in units. */
interface Written {
  code: number;
  length: number;
}

/** The text with every escape of one layer resolved; undefined if there is none. */
function decoded(layer: Layer): Layer | undefined {
  const next = emptyLayer(layer.length);
  let isChanged = false;
  for (let at = 0; at < layer.length; ) {
    const found = escapeAt(layer, at);
    const length = found?.length ?? 1;
    const [from, to] = [layer.from[at] as number, layer.to[at + length - 1] as number];
    if (!found) add(next, layer.units[at] as number, from, to);
    else {
      isChanged = true;
      const written = String.fromCodePoint(found.code);
      // An escape is at least as long as its character.
      for (let unit = 0; unit < written.length; unit++) add(next, written.charCodeAt(unit), from, to);
    }
    at += length;
  }
  return isChanged ? next : undefined;
}

function escapeAt(layer: Layer, at: number): Written | undefined {
  switch (layer.units[at]) {
    case BACKSLASH:
      return afterBackslashes(layer, at);
    case PERCENT:
      return afterPercent(layer, at);
    case AMPERSAND:
      return afterAmpersand(layer, at);
    default:
      return undefined;
  }
}

/** `\u0026`, `\x26`, `\u{26}` and `\U00000026`, with any number of backslashes: JSON within JSON has more of them. */
function afterBackslashes(layer: Layer, start: number): Written | undefined {
  // If the first of a run finds nothing, the others do not either, so each run is scanned once.
  if (start > 0 && layer.units[start - 1] === BACKSLASH) return undefined;
  let at = start;
  while (layer.units[at] === BACKSLASH && at < layer.length) at += 1;
  const letter = (layer.units[at] as number) | 0x20;
  if (at >= layer.length || (letter !== LETTER_U && letter !== LETTER_X)) return undefined;
  if (layer.units[at + 1] === 0x7b) {
    const braced = digits(layer, at + 2, 16, 8);
    const isClosed = braced !== undefined && layer.units[at + 2 + braced.length] === 0x7d;
    return isClosed ? whole(braced.code, at + 3 + braced.length - start) : undefined;
  }
  const count = letter === LETTER_X ? 2 : layer.units[at] === LETTER_U ? 4 : 8;
  const found = digits(layer, at + 1, 16, count);
  return found?.length === count ? whole(found.code, at + 1 + count - start) : undefined;
}

/** `%26`, the bytes of UTF-8 in a row, and `%u5bc6`. */
function afterPercent(layer: Layer, start: number): Written | undefined {
  if (((layer.units[start + 1] as number) | 0x20) === LETTER_U) {
    const found = digits(layer, start + 2, 16, 4);
    return found?.length === 4 ? whole(found.code, 6) : undefined;
  }
  const first = byteAt(layer, start);
  if (first === undefined) return undefined;
  if (first < 0x80) return { code: first, length: 3 };
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  let code = first & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const byte = byteAt(layer, start + 3 * index);
    if (byte === undefined || (byte & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (byte & 0x3f);
  }
  return more === 0 ? undefined : whole(code, 3 * (more + 1));
}

function byteAt(layer: Layer, at: number): number | undefined {
  if (layer.units[at] !== PERCENT) return undefined;
  const found = digits(layer, at + 1, 16, 2);
  return found?.length === 2 ? found.code : undefined;
}

/** `&#38;`, `&#x26;` and `&amp;`; the first two also without the semicolon, as browsers take them. */
function afterAmpersand(layer: Layer, start: number): Written | undefined {
  if (layer.units[start + 1] !== HASH) return namedAt(layer, start);
  const isHex = ((layer.units[start + 2] as number) | 0x20) === LETTER_X;
  const at = start + (isHex ? 3 : 2);
  let zeros = 0;
  while (layer.units[at + zeros] === 0x30 && at + zeros < layer.length) zeros += 1;
  // Leading zeros are skipped. They are consumed, so a run of a million is scanned once.
  const found = digits(layer, at + zeros, isHex ? 16 : 10, 8);
  if (!found) return undefined;
  const end = at + zeros + found.length;
  return whole(found.code, end + (layer.units[end] === SEMICOLON ? 1 : 0) - start);
}

/** HTML's names of the ASCII characters that are neither letters nor digits, and of a space. */
const HTML_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ amp: "&", AMP: "&", lt: "<", LT: "<", gt: ">", GT: ">", quot: '"', QUOT: '"', apos: "'", nbsp: " " },
    ...{ excl: "!", num: "#", dollar: "$", percnt: "%", lpar: "(", rpar: ")", ast: "*", midast: "*", plus: "+" },
    ...{ comma: ",", period: ".", sol: "/", colon: ":", semi: ";", equals: "=", quest: "?", commat: "@", lsqb: "[" },
    ...{ lbrack: "[", bsol: "\\", rsqb: "]", rbrack: "]", Hat: "^", lowbar: "_", UnderBar: "_", grave: "`" },
    ...{ DiacriticalGrave: "`", lcub: "{", lbrace: "{", verbar: "|", vert: "|", VerticalLine: "|", rcub: "}" },
    ...{ rbrace: "}", hyphen: "-", dash: "-", Tab: "\t", NewLine: "\n" },
  }),
);
const LONGEST_HTML_NAME = 16;

function namedAt({ units, length }: Layer, start: number): Written | undefined {
  const end = Math.min(length, start + LONGEST_HTML_NAME + 2);
  let at = start + 1;
  while (at < end && isLetter(units[at] as number)) at += 1;
  if (at === end || units[at] !== SEMICOLON) return undefined;
  const character = HTML_NAMES.get(String.fromCharCode(...units.subarray(start + 1, at)));
  return character === undefined ? undefined : whole(character.charCodeAt(0), at + 1 - start);
}

function isLetter(unit: number): boolean {
  const small = unit | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

function digits(layer: Layer, start: number, base: 10 | 16, most: number): Written | undefined {
  let code = 0;
  let length = 0;
  while (length < most && start + length < layer.length) {
    const digit = digitOf(layer.units[start + length] as number, base);
    if (digit === undefined) break;
    code = code * base + digit;
    length += 1;
  }
  return length === 0 ? undefined : { code, length };
}

function digitOf(unit: number, base: 10 | 16): number | undefined {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = (unit | 0x20) - 0x61;
  return base === 16 && letter >= 0 && letter < 6 ? letter + 10 : undefined;
}

function whole(code: number, length: number): Written | undefined {
  return code <= 0x10ffff ? { code, length } : undefined;
}

/**
 * The skeleton of a text, without anything that may be inserted between characters: in lower case, with characters decomposed, and
 * without spaces, line ends, invisible characters, backslashes, and the plus that forms write for a space.
 */
function skeletonsOf(layer: Layer): Layer[] {
  const plain = skeletonOf(layer, false);
  // A backslash and a letter may be a line break or the two characters. Both readings are searched.
  return hasEscapedLetter(layer) ? [plain, skeletonOf(layer, true)] : [plain];
}

function hasEscapedLetter({ units, length }: Layer): boolean {
  for (let at = units.indexOf(BACKSLASH); at !== -1 && at < length - 1; at = units.indexOf(BACKSLASH, at + 1)) {
    if (isEscapeLetter(units[at + 1] as number)) return true;
  }
  return false;
}

function skeletonOf(layer: Layer, areLettersEscapes: boolean): Layer {
  let next = emptyLayer(layer.length);
  for (let at = 0; at < layer.length; at++) {
    const unit = layer.units[at] as number;
    if (areLettersEscapes && layer.units[at - 1] === BACKSLASH && isEscapeLetter(unit)) continue;
    const [from, to] = [layer.from[at] as number, layer.to[at] as number];
    if (unit < 0x80) {
      const small = ASCII[unit] as number;
      if (small !== 0) add(next, small, from, to);
      continue;
    }
    const low = layer.units[at + 1] as number;
    const isPair = unit >= 0xd800 && unit < 0xdc00 && at + 1 < layer.length && low >= 0xdc00 && low < 0xe000;
    const apart = takenApart(isPair ? (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000 : unit);
    const end = isPair ? (layer.to[at + 1] as number) : to;
    if (next.length + apart.length + (layer.length - at) > next.units.length) next = larger(next);
    for (let index = 0; index < apart.length; index++) add(next, apart.charCodeAt(index), from, end);
    if (isPair) at += 1;
  }
  return next;
}

function isEscapeLetter(unit: number): boolean {
  return unit === 0x62 || unit === 0x66 || unit === 0x6e || unit === 0x72 || unit === 0x74;
}

/** Some characters are made of several. */
function larger(layer: Layer): Layer {
  const next = emptyLayer(layer.units.length * 2 + 64);
  next.units.set(layer.units);
  next.from.set(layer.from);
  next.to.set(layer.to);
  next.length = layer.length;
  return next;
}

/** By unit: the unit in lower case, or 0 if it is left out. */
const ASCII = Uint16Array.from({ length: 0x80 }, (_, unit) => {
  if (unit <= 0x20 || unit === 0x7f || unit === BACKSLASH || unit === 0x2b) return 0;
  return String.fromCharCode(unit).toLowerCase().charCodeAt(0);
});

/** Decompositions of characters outside ASCII, by code point. Few occur, and they mostly occur again. */
const apartBefore = new Map<number, string>();
const MOST_CHARACTERS = 4_096;

function takenApart(point: number): string {
  const known = apartBefore.get(point);
  if (known !== undefined) return known;
  const apart = String.fromCodePoint(point)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{Cc}\p{Cf}\p{Z}\\+]/gu, "");
  if (apartBefore.size >= MOST_CHARACTERS) apartBefore.clear();
  apartBefore.set(point, apart);
  return apart;
}

/** The parts of all credentials to search for, by their length. */
interface Pattern {
  part: number;
  /** All parts of that length. */
  parts: ReadonlySet<string>;
  /** Their hashes, by which most of a text is skipped. */
  hashes: Uint8Array;
}

/** Made once for the same credentials, because every request searches for the same two or three. */
interface Sought {
  readings: readonly string[];
  patterns: readonly Pattern[];
}
const soughtBefore = new Map<string, Sought>();
const MOST_REMEMBERED = 8;

function soughtFor(credentials: readonly string[]): Sought {
  const key = JSON.stringify(credentials);
  const known = soughtBefore.get(key);
  if (known) return known;
  if (soughtBefore.size >= MOST_REMEMBERED) soughtBefore.clear();
  const readings = [...new Set(credentials.flatMap(readingsOf))];
  const byPart = new Map<number, string[]>();
  for (const reading of readings) {
    const part = Math.min(reading.length, LONG_PART, Math.max(LEAST_PART, Math.ceil(reading.length * 0.75)));
    byPart.set(part, [...(byPart.get(part) ?? []), reading]);
  }
  const sought = { readings, patterns: [...byPart].map(([part, texts]) => patternOf(part, texts)) };
  soughtBefore.set(key, sought);
  return sought;
}

function readingsOf(credential: string): string[] {
  const readings = new Set<string>();
  let layer: Layer | undefined = asWritten(credential);
  // A credential that itself looks like an escape appears resolved if the text around it was.
  for (let depth = 0; layer && depth <= MOST_LAYERS; depth++) {
    for (const skeleton of skeletonsOf(layer)) readings.add(textOf(skeleton));
    layer = decoded(layer);
  }
  readings.delete("");
  return [...readings];
}

const FACTOR = 0x01000193;
const HASH_BITS = 16;

function patternOf(part: number, readings: readonly string[]): Pattern {
  const parts = new Set<string>();
  const hashes = new Uint8Array(1 << HASH_BITS);
  for (const reading of readings) {
    for (let at = 0; at + part <= reading.length; at++) {
      const one = reading.slice(at, at + part);
      parts.add(one);
      let hash = 0;
      for (let index = 0; index < part; index++) hash = (Math.imul(hash, FACTOR) + one.charCodeAt(index)) | 0;
      hashes[hash >>> (32 - HASH_BITS)] = 1;
    }
  }
  return { part, parts, hashes };
}

function textOf({ units, length }: Layer): string {
  return Buffer.from(units.buffer, units.byteOffset, length * 2).toString("utf16le");
}

/** Marks the matches in the original, with a rolling hash along the text. */
function cover(covered: Uint8Array, skeleton: Layer, text: string, { part, parts, hashes }: Pattern): void {
  const { units, length } = skeleton;
  let leaving = 1;
  for (let index = 1; index < part; index++) leaving = Math.imul(leaving, FACTOR);
  let hash = 0;
  let marked = 0;
  for (let end = 1; end <= length; end++) {
    hash = (Math.imul(hash, FACTOR) + (units[end - 1] as number)) | 0;
    const at = end - part;
    if (at < 0) continue;
    if (hashes[hash >>> (32 - HASH_BITS)] === 1 && parts.has(text.slice(at, end))) {
      mark(covered, skeleton, Math.max(at, marked), end, at);
      marked = end;
    }
    hash = (hash - Math.imul(leaving, units[at] as number)) | 0;
  }
}

/** A credential that is cut off: its beginning at the end of the text, or its end at the beginning. */
function coverCutOff(covered: Uint8Array, skeleton: Layer, text: string, sought: string): void {
  let end = text.length;
  // Signs that something was cut off. Skeletons have three full stops instead of the one character.
  while (text.charAt(end - 1) === ".") end -= 1;
  const least = Math.max(LEAST_CUT, Math.min(LONG_PART, Math.ceil(sought.length / 3)));
  for (let length = Math.min(sought.length, LONG_PART, end); length >= least; length--) {
    if (!text.startsWith(sought.slice(0, length), end - length)) continue;
    mark(covered, skeleton, end - length, end, end - length);
    break;
  }
  for (let length = Math.min(sought.length, LONG_PART, text.length); length >= least; length--) {
    if (!text.startsWith(sought.slice(sought.length - length))) continue;
    mark(covered, skeleton, 0, length, 0);
    break;
  }
}

/** @param first where the match begins; anything between two of its characters is covered too */
function mark(covered: Uint8Array, { from, to }: Layer, start: number, end: number, first: number): void {
  const begin = start > first ? (to[start - 1] as number) : (from[start] as number);
  covered.fill(1, Math.min(begin, from[start] as number), to[end - 1] as number);
}
