import type { Journal, SessionRecord } from "../../../provider/lifecycle";
import type { Receipt } from "../../../provider/lifecycle/receipt";
import { isLater } from "../../../provider/lifecycle/record";

/** A journal as `FileJournal` keeps it, in memory, of one resource. */
export class MemoryJournal implements Journal {
  /** Of the sessions that ended, in order. */
  readonly receipts: Receipt[] = [];
  #kept: { record: string; exiting?: number } | undefined;
  readonly #ended = new Set<string>();

  async open(record: SessionRecord): Promise<void> {
    this.#kept = { record: JSON.stringify(record) };
  }

  async find(): Promise<SessionRecord | undefined> {
    return this.entry;
  }

  async findAny(): Promise<SessionRecord | undefined> {
    return this.#kept && JSON.parse(this.#kept.record);
  }

  async settle(record: SessionRecord): Promise<void> {
    if (this.#kept?.exiting === undefined && this.#isOf(record)) this.#kept = undefined;
  }

  async exiting(record: SessionRecord, at: number): Promise<void> {
    this.#kept = { record: JSON.stringify(record), exiting: at };
  }

  async notExiting(record: SessionRecord): Promise<void> {
    if ((await this.exitingSince(record)) !== undefined) this.#kept = undefined;
  }

  async exitingSince(record: SessionRecord): Promise<number | undefined> {
    return this.#isOf(record) ? this.#kept?.exiting : undefined;
  }

  async isAhead(record: SessionRecord): Promise<boolean> {
    if (record.submittedAt === undefined && record.enteredAt === undefined) return false;
    if (this.#ended.has(keyOf(record)) || (await this.exitingSince(record)) !== undefined) return true;
    return this.#kept !== undefined && isLater(JSON.parse(this.#kept.record), record);
  }

  async claim(): Promise<void> {}

  async claimedByOther(): Promise<undefined> {}

  async end(record: SessionRecord, receipt: Receipt): Promise<void> {
    this.receipts.push(structuredClone(receipt));
    this.#ended.add(keyOf(record));
    if (this.#isOf(record)) this.#kept = undefined;
  }

  /** What a create would go on with. */
  get entry(): SessionRecord | undefined {
    return this.#kept && this.#kept.exiting === undefined ? JSON.parse(this.#kept.record) : undefined;
  }

  #isOf({ submittedAt, enteredAt }: SessionRecord): boolean {
    if (!this.#kept) return false;
    const kept: SessionRecord = JSON.parse(this.#kept.record);
    return kept.submittedAt === submittedAt && (submittedAt !== undefined || kept.enteredAt === enteredAt);
  }
}

function keyOf({ submittedAt, enteredAt }: SessionRecord): string {
  return submittedAt ?? enteredAt ?? "unknown";
}
