import { type About, type Context, messageOf } from "../lifecycle";

/** What is known of the reboot of one session. Times are ISO 8601, by CloudTower's clock. */
export interface RebootNote {
  /** When the call was about to be sent. */
  sentAt: string;
  /** When the host was first seen without a connection. */
  wentDownAt?: string;
  /** When it had been healthy for a minute after that. */
  isOverAt?: string;
}

/** A reboot that is being sent or watched. */
export interface Rebooting {
  context: Context;
  host: { id: string; name: string };
  about: About;
  limitMs: number;
  notes: Notes;
}

/** The note of one reboot, as it was written last. */
export class Notes {
  #note: RebootNote | undefined;
  readonly #context: Context;
  readonly #write: (note: RebootNote | undefined) => Promise<void>;

  constructor(context: Context, note: RebootNote | undefined, write: (note: RebootNote | undefined) => Promise<void>) {
    this.#context = context;
    this.#note = note;
    this.#write = write;
  }

  get note(): RebootNote | undefined {
    return this.#note;
  }

  /** Before the call. If this fails, the call must not be sent. */
  async begin(): Promise<void> {
    const note = { sentAt: this.#now() };
    await this.#write(note);
    this.#note = note;
  }

  /** After the call, the reboot matters more than its note. What is lost is only that a later run would have to see it again. */
  async add(what: "wentDownAt" | "isOverAt"): Promise<RebootNote> {
    const note = { ...(this.#note ?? { sentAt: this.#now() }), [what]: this.#now() };
    this.#note = note;
    await this.#try(note);
    return note;
  }

  /** Nothing was sent. */
  async takeBack(): Promise<void> {
    this.#note = undefined;
    await this.#try(undefined);
  }

  async #try(note: RebootNote | undefined): Promise<void> {
    try {
      await this.#write(note);
    } catch (error) {
      this.#context.progress.warn(`the note of the reboot was not written: ${messageOf(error)}`);
    }
  }

  /** In whole seconds, as the server's clock is known. */
  #now(): string {
    return new Date(Math.floor(this.#context.cloudTower.serverNow() / 1000) * 1000).toISOString();
  }
}
