/** Shorter texts are not masked. */
const LEAST_CHARACTERS = 4;

interface Mask {
  bytes: Buffer;
  /** What is shown instead. */
  shown: Buffer;
}

interface Occurrence {
  from: number;
  to: number;
  shown: Buffer;
}

/** Replaces secrets in a stream, also those that begin in one chunk and end in another. */
export class Masker {
  readonly #masks: readonly Mask[];
  /** What may be the beginning of a secret, and is held back until more is known. */
  #held: Buffer = Buffer.alloc(0);
  /** How much of what is held is covered by a secret that began earlier. */
  #covered = 0;

  constructor(masks: Record<string, string>) {
    this.#masks = Object.entries(masks)
      .flatMap(([name, value]) => formsOf(value).map((form) => ({ form, shown: Buffer.from(`[${name}]`) })))
      .map(({ form, shown }) => ({ bytes: Buffer.from(form), shown }));
  }

  /** @returns what can be passed on */
  add(chunk: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return this.#pass(bytes, this.#beginningOfSecret(bytes));
  }

  /** @returns the rest */
  end(): Buffer {
    return this.#pass(this.#held, this.#held.length);
  }

  /** Passes on everything before `until`, and holds back the rest. */
  #pass(bytes: Buffer, until: number): Buffer {
    const passed: Buffer[] = [];
    let at = this.#covered;
    for (const { from, to, shown } of this.#occurrences(bytes)) {
      // Where two overlap, all of both is hidden, under the name of the first.
      if (from >= at) {
        if (from >= until) break;
        passed.push(bytes.subarray(at, from), shown);
      }
      at = Math.max(at, to);
    }
    if (at < until) passed.push(bytes.subarray(at, until));
    this.#covered = Math.max(0, at - until);
    this.#held = Buffer.from(bytes.subarray(until));
    return passed.length === 1 ? (passed[0] as Buffer) : Buffer.concat(passed);
  }

  /** By where they begin, and of those that begin together the longest first. */
  #occurrences(bytes: Buffer): Occurrence[] {
    const found: Occurrence[] = [];
    for (const { bytes: sought, shown } of this.#masks) {
      for (let from = bytes.indexOf(sought); from !== -1; from = bytes.indexOf(sought, from + 1)) {
        found.push({ from, to: from + sought.length, shown });
      }
    }
    return found.sort((one, other) => one.from - other.from || other.to - one.to);
  }

  /** Where the longest end of the text begins that is the beginning of a secret, or the length of the text. */
  #beginningOfSecret(bytes: Buffer): number {
    let earliest = bytes.length;
    for (const { bytes: sought } of this.#masks) {
      const first = sought[0] as number;
      const candidate = (from: number) => bytes.indexOf(first, from);
      for (let at = candidate(Math.max(0, bytes.length - sought.length + 1)); at !== -1; at = candidate(at + 1)) {
        if (at >= earliest) break;
        if (bytes.compare(sought, 0, bytes.length - at, at) === 0) earliest = at;
      }
    }
    return earliest;
  }
}

/** The secret, each of its lines, and how JSON and URLs write it. */
function formsOf(value: string): string[] {
  const forms = [value, ...value.split(/[\r\n]+/), JSON.stringify(value).slice(1, -1), encodedForUrl(value)];
  return [...new Set(forms)].filter((form) => form.length >= LEAST_CHARACTERS);
}

function encodedForUrl(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // It has half a character.
  }
}
