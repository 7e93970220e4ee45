import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../../provider/journal";
import type { SessionRecord } from "../../../provider/lifecycle";
import type { VirtualClock } from "../../shared/virtualClock";
import { heldStore, WatchedStore } from "../../shared/watchedStore";

/** The machines that commands run on, each with a journal that knows only what was done there. */
export class Machines {
  #current = 0;

  private constructor(
    private readonly directories: readonly string[],
    private readonly journals: readonly WatchedStore[],
  ) {}

  static async open(count: number, owner: string, clock: VirtualClock): Promise<Machines> {
    const directories = await Promise.all(Array.from({ length: count }, () => mkdtemp(join(tmpdir(), "story-"))));
    const journals = directories.map(
      (directory) => new WatchedStore(heldStore(clock, new FileStore(directory, owner))),
    );
    return new Machines(directories, journals);
  }

  async close(): Promise<void> {
    await Promise.all(this.directories.map((directory) => rm(directory, { recursive: true, force: true })));
  }

  use(number: number): void {
    this.#current = number % this.journals.length;
  }

  /** That of the machine in use. */
  get journal(): WatchedStore {
    return this.journals[this.#current] as WatchedStore;
  }

  /** What creates would continue with, on all machines. */
  get entries(): SessionRecord[] {
    return this.journals.flatMap(({ entry }) => entry ?? []);
  }

  /** Goes to a machine whose journal knows more than the state, if there is one; else stays. */
  async useOneThatKnows(inState: SessionRecord | undefined): Promise<boolean> {
    const others = this.journals.filter((journal) => journal !== this.journal);
    for (const journal of [this.journal, ...others]) {
      if (!(await knowsMore(journal, inState))) continue;
      this.#current = this.journals.indexOf(journal);
      return true;
    }
    return false;
  }

  /** Does another machine know more of what is going on than this one and the state? */
  async isBlind(inState: SessionRecord | undefined): Promise<boolean> {
    if (await knowsMore(this.journal, inState)) return false;
    const others = this.journals.filter((journal) => journal !== this.journal);
    const know = await Promise.all(others.map((journal) => knowsMore(journal, inState)));
    return know.includes(true);
  }
}

async function knowsMore(journal: WatchedStore, inState: SessionRecord | undefined): Promise<boolean> {
  return inState ? journal.isAhead(inState) : journal.entry !== undefined;
}
