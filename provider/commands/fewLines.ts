import { type Clock, systemClock } from "../clock";
import { Lines } from "./lines";
import type { Piece } from "./outputReader";

const AT_ONCE = 20;
const A_WHILE_MS = 1_000;

/**
 * Passes on the lines of an output as they come, but no more than twenty a second. Of more than that, the latest are passed on when
 * the second is over, and it is said how many were not.
 */
export class FewLines {
  readonly #lines = new Lines((line) => this.#line(line));
  /** The latest that were not passed on. */
  #waiting: string[] = [];
  #leftOutLines = 0;
  #leftOutBytes = 0;
  #since = 0;
  #passed = 0;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly clock: Pick<Clock, "now"> = systemClock,
  ) {}

  add(piece: Piece): void {
    if ("leftOut" in piece) {
      this.#lines.cut();
      this.#leftOutBytes += piece.leftOut;
      // What waits came before, and what comes is newer.
      this.#leftOutLines += this.#waiting.length;
      this.#waiting = [];
    } else this.#lines.add(piece.bytes);
  }

  /** To be called from time to time: passes on what waits, if its time has come. */
  tick(): void {
    if (this.clock.now() - this.#since >= A_WHILE_MS) this.#begin();
  }

  /** Passes on what is left. */
  end(): void {
    this.#lines.flush();
    this.#begin();
  }

  #line(line: string): void {
    this.tick();
    if (this.#passed < AT_ONCE && this.#isNothingLeftOut) {
      this.#passed += 1;
      this.onLine(line);
      return;
    }
    this.#waiting.push(line);
    if (this.#waiting.length > AT_ONCE) {
      this.#waiting.shift();
      this.#leftOutLines += 1;
    }
  }

  /** Begins another second. */
  #begin(): void {
    this.#since = this.clock.now();
    const lines = this.#waiting;
    this.#passed = lines.length;
    if (!this.#isNothingLeftOut) this.onLine(this.#leftOut());
    this.#waiting = [];
    this.#leftOutLines = 0;
    this.#leftOutBytes = 0;
    for (const line of lines) this.onLine(line);
  }

  get #isNothingLeftOut(): boolean {
    return this.#leftOutLines === 0 && this.#leftOutBytes === 0;
  }

  #leftOut(): string {
    const lines = this.#leftOutLines === 1 ? "1 line" : `${this.#leftOutLines} lines`;
    const bytes = `${Math.ceil(this.#leftOutBytes / 1_000)} kB`;
    const both = [this.#leftOutLines > 0 ? lines : "", this.#leftOutBytes > 0 ? bytes : ""];
    return `[… ${both.filter((part) => part !== "").join(" and ")} left out …]`;
  }
}
