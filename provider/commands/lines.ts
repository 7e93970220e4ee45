import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";
import { forPeople } from "../text/foreign";

/** Of a longer line each part becomes a line. */
const EACH_PART = /.{1,500}/gsu;

/** Cuts a stream of UTF-8 into lines for people. A progress bar that returns to the beginning of its line is many lines. */
export class Lines {
  readonly #decoder = new StringDecoder("utf8");
  #begun = "";
  #isCut = false;

  constructor(private readonly onLine: (line: string) => void) {}

  add(bytes: Buffer): void {
    const [first = "", ...others] = this.#decoder.write(bytes).split(/[\r\n]+/);
    if (this.#isCut && others.length === 0) return;
    if (!this.#isCut) this.#begun += first;
    this.#isCut = false;
    for (const other of others) {
      this.#pass(this.#begun);
      this.#begun = other;
    }
    // A line without an end must not fill the memory.
    const parts = partsOf(this.#begun);
    this.#begun = parts.pop() ?? "";
    for (const part of parts) this.#pass(part);
  }

  /** What follows begins somewhere in a line: the rest of that one says nothing. */
  cut(): void {
    this.flush();
    this.#isCut = true;
  }

  /** Passes on a line that has no end. */
  flush(): void {
    this.#pass(this.#begun + this.#decoder.end());
    this.#begun = "";
  }

  /** Empty lines say nothing. */
  #pass(line: string): void {
    for (const part of partsOf(line)) {
      const safe = forPeople(stripVTControlCharacters(part));
      if (safe !== "") this.onLine(safe);
    }
  }
}

/** Whole characters only. */
function partsOf(line: string): string[] {
  return line.match(EACH_PART) ?? [];
}
