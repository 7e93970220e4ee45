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

  readonly #journals = new Map<string, WatchedStore[]>();

  private constructor(
    private readonly directories: readonly string[],
    private readonly owner: string,
    private readonly clock: VirtualClock,
  ) {}

  /** @param owner the resource that the story is about */
  static async open(count: number, owner: string, clock: VirtualClock): Promise<Machines> {
    const directories = await Promise.all(Array.from({ length: count }, () => mkdtemp(join(tmpdir(), "story-"))));
    return new Machines(directories, owner, clock);
  }

  /** Those of one resource, machine by machine. */
  #of(owner: string): WatchedStore[] {
    const open = (directory: string) => new WatchedStore(heldStore(this.clock, new FileStore(directory, owner)));
    const journals = this.#journals.get(owner) ?? this.directories.map(open);
    this.#journals.set(owner, journals);
    return journals;
  }

  /** That of another resource, on the machine in use. */
  journalOf(owner: string): WatchedStore {
    return this.#of(owner)[this.#current] as WatchedStore;
  }

  private get journals(): readonly WatchedStore[] {
    return this.#of(this.owner);
  }

  async close(): Promise<void> {
    await Promise.all(this.directories.map((directory) => rm(directory, { recursive: true, force: true })));
  }

  use(number: number): void {
    this.#current = number % this.directories.length;
  }

  /** That of the machine in use. */
  get journal(): WatchedStore {
    return this.journals[this.#current] as WatchedStore;
  }

  /** What creates would continue with, on all machines. */
  get entries(): SessionRecord[] {
    return this.journals.flatMap(({ entry }) => entry ?? []);
  }

  /** Goes to the machine whose journal knows more than the state, and of the latest entry; stays if there is none. */
  async useOneThatKnows(inState: SessionRecord | undefined): Promise<boolean> {
    const others = this.journals.filter((journal) => journal !== this.journal);
    const know: WatchedStore[] = [];
    for (const journal of [this.journal, ...others]) if (await knowsMore(journal, inState)) know.push(journal);
    const [latest] = know.sort((one, other) => beganAt(other) - beganAt(one));
    if (latest) this.#current = this.journals.indexOf(latest);
    return latest !== undefined;
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

/** Of the entry that a create would continue with. */
function beganAt({ entry }: WatchedStore): number {
  return Date.parse(entry?.submittedAt ?? entry?.enteredAt ?? "") || 0;
}
