import type { Journal, SessionRecord } from "../../../provider/lifecycle";
import type { Receipt } from "../../../provider/lifecycle/receipt";

/** A journal as `FileJournal` keeps it, in memory, of one resource. */
export class MemoryJournal implements Journal {
  /** Of the sessions that ended, in order. */
  readonly receipts: Receipt[] = [];
  #kept: { record: string; exiting: boolean } | undefined;

  async open(record: SessionRecord): Promise<void> {
    this.#kept = { record: JSON.stringify(record), exiting: false };
  }

  async find(): Promise<SessionRecord | undefined> {
    return this.entry;
  }

  async settle(record: SessionRecord): Promise<void> {
    if (!this.#kept?.exiting && this.#isOf(record)) this.#kept = undefined;
  }

  async exiting(record: SessionRecord): Promise<void> {
    this.#kept = { record: JSON.stringify(record), exiting: true };
  }

  async isExiting(record: SessionRecord): Promise<boolean> {
    return this.#kept?.exiting === true && this.#isOf(record);
  }

  async end(record: SessionRecord, receipt: Receipt): Promise<void> {
    this.receipts.push(structuredClone(receipt));
    if (this.#isOf(record)) this.#kept = undefined;
  }

  /** What a create would go on with. */
  get entry(): SessionRecord | undefined {
    return this.#kept && !this.#kept.exiting ? JSON.parse(this.#kept.record) : undefined;
  }

  #isOf({ submittedAt, enteredAt }: SessionRecord): boolean {
    if (!this.#kept) return false;
    const kept: SessionRecord = JSON.parse(this.#kept.record);
    return kept.submittedAt === submittedAt && (submittedAt !== undefined || kept.enteredAt === enteredAt);
  }
}
