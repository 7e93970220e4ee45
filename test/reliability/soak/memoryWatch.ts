import { residentMemory } from "../../../bench/processes.js";
import { say } from "../../../bench/say.js";
import { short } from "../../../bench/statistics.js";

const MEGABYTE = 1e6;
const TOLD_EVERY_MS = 60_000;

/** Memory of the provider process over a run. */
export class MemoryWatch {
  readonly #since = Date.now();
  readonly #seen: number[] = [];
  #nextTold = this.#since;

  /** One look; says what it sees once a minute. */
  readonly look = (pid: number): void => {
    const memory = residentMemory(pid) / MEGABYTE;
    if (Number.isNaN(memory)) return;
    this.#seen.push(memory);
    if (Date.now() < this.#nextTold) return;
    this.#nextTold += TOLD_EVERY_MS;
    say(`  ${Math.round((Date.now() - this.#since) / 1000)} s: the provider process has ${short(memory)} MB`);
  };

  /** In its first and its last quarter at the most, and over all: a leak shows as a last quarter above the others. */
  get figure(): string {
    const quarter = Math.ceil(this.#seen.length / 4);
    const [first, last, all] = [this.#seen.slice(0, quarter), this.#seen.slice(-quarter), this.#seen].map((part) =>
      short(Math.max(...part)),
    );
    return `${first} MB in the first quarter, ${last} MB in the last, ${all} MB over all`;
  }
}
