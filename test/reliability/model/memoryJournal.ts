import type { Journal, SessionRecord } from "../../../provider/lifecycle";

/** A journal as {@link FileJournal} keeps it, in memory, of one resource. */
export class MemoryJournal implements Journal {
  #entry: string | undefined;

  async open(record: SessionRecord): Promise<void> {
    this.#entry = JSON.stringify(record);
  }

  async find(): Promise<SessionRecord | undefined> {
    return this.entry;
  }

  async settle({ submittedAt }: SessionRecord): Promise<void> {
    if ((await this.find())?.submittedAt === submittedAt) this.#entry = undefined;
  }

  async end(record: SessionRecord): Promise<void> {
    await this.settle(record);
  }

  get entry(): SessionRecord | undefined {
    return this.#entry === undefined ? undefined : JSON.parse(this.#entry);
  }

  get isOpen(): boolean {
    return this.#entry !== undefined;
  }
}
