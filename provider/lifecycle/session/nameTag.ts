import type { CallOptions, Host } from "../../cloudtower";
import { identifyByTag, type KnownSession, shownBy } from "./identity";
import { OwnLabel } from "./ownLabel";
import type { SessionRecord } from "./record";
import type { Sight } from "./sight";
import { describeTag, isOwn, type Tag, type TagOwner, tagsOn, tagValue } from "./tag";

/** A tag is worth less than the entry that it is written for, which must not wait for it. */
const PATIENCE_MS = 3_000;

/** How the host was last read. */
export interface Reading {
  isInUse: boolean;
  /** Some servers occasionally show no session although it goes on. */
  isCertain: boolean;
}

/** Where lines for the user go. */
export interface Tell {
  line(text: string): void;
  warn(text: string): void;
}

/**
 * The name tag of a host, as a resource writes it: the store of facts that other machines see. It says less than the journal, and where
 * it cannot be written, everything goes on without it: one warning says so.
 */
export class NameTag {
  #tags: readonly Tag[] = [];
  readonly #mine: OwnLabel;
  #reading: Reading | undefined;
  /** The session that the host was last seen in. */
  #session: KnownSession | undefined;
  #tell: Tell | undefined;
  #hasWarned = false;

  constructor(
    private readonly sight: Sight,
    private readonly hostId: string,
    private readonly owner: TagOwner,
  ) {
    this.#mine = new OwnLabel(sight, hostId);
  }

  /** Takes note of what the host shows. */
  see(host: Host, reading: Reading, tell: Tell): void {
    const isFirst = this.#reading === undefined;
    this.#tell = tell;
    this.#reading = reading;
    this.#tags = tagsOn(host);
    if (!reading.isInUse) this.#session = shownBy(host.session);
    const [own] = this.#own;
    if (!own) return;
    this.#mine.found(own.label);
    if (isFirst && reading.isInUse && this.#leftOver.length > 0) {
      tell.line(
        `a name tag of this resource was left on the host, which is in use (${describeTag(own)}): it is taken off`,
      );
    }
  }

  /** Writes what is known of the session. One that was adopted bears the tag of nobody else any more. */
  async put(
    { phase, adopted, taskId, maintenanceJobId: jobId }: SessionRecord,
    reason: string | undefined,
  ): Promise<void> {
    const { text, owner, attempt } = this.owner;
    await this.#trying("written", async (how) => {
      const theirs = adopted
        ? this.#tags.filter((tag) => !this.#isOurs(tag) && this.#isOf(tag, { maintenanceJobId: jobId }))
        : [];
      await this.sight.cloudTower.labels.delete(idsOf(theirs), how);
      if (text === undefined) return;
      const value = tagValue(text, owner, {
        ...{ taskId, jobId, reason },
        // Until the host is in maintenance no command begins, and the task's id needs the room.
        attempt: phase === "entering" ? undefined : attempt?.(),
      });
      await this.#mine.write(value, how);
      const others = this.#own.filter(({ label }) => label.id !== this.#mine.id);
      await this.sight.cloudTower.labels.delete(idsOf(others), how);
    });
  }

  /** Waits until other machines can read what was put. */
  async awaitWritten(): Promise<void> {
    await this.#trying("written", () => this.#mine.written());
  }

  /** A host that is in use bears no tag of ours, and none of a session whose end was seen. */
  async takeOff(): Promise<void> {
    const left = idsOf(this.#leftOver);
    const { id } = this.#mine;
    const isUnseen = id !== undefined && !this.#own.some(({ label }) => label.id === id);
    const ids = this.#reading?.isInUse && isUnseen ? [...left, id] : left;
    await this.#trying("taken off", (how) => this.sight.cloudTower.labels.delete(ids, how));
  }

  get #own(): readonly Tag[] {
    return this.#tags.filter((tag) => this.#isOurs(tag));
  }

  #isOurs(tag: Tag): boolean {
    return isOwn(tag, this.owner);
  }

  #isOf(tag: Tag, session: KnownSession): boolean {
    return identifyByTag(tag, session, this.hostId).is === "same";
  }

  get #leftOver(): readonly Tag[] {
    const { isInUse = false, isCertain = false } = this.#reading ?? {};
    if (!isInUse) return [];
    const over = this.#tags.filter((tag) => this.#isOurs(tag) || (this.#session && this.#isOf(tag, this.#session)));
    return over.filter(({ taskId, jobId }) => isCertain || (taskId === undefined && jobId === undefined));
  }

  async #trying(what: string, act: (how: CallOptions) => Promise<void>): Promise<void> {
    try {
      await act({ signal: this.sight.signal, patienceMs: PATIENCE_MS, throughFailover: false });
    } catch (error) {
      this.sight.signal.throwIfAborted();
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      const why = error instanceof Error ? error.message : String(error);
      this.#tell?.warn(`the name tag of the host could not be ${what}; everything else goes on without it: ${why}`);
    }
  }
}

function idsOf(tags: readonly Tag[]): string[] {
  return tags.map(({ label }) => label.id);
}
