import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { Journal } from "../lifecycle/journal";
import type { Receipt } from "../lifecycle/receipt";
import type { SessionRecord } from "../lifecycle/record";

/** The journal and its receipts may tell what runs where: nobody else's business. */
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

interface Entry {
  version: 1;
  /** Project, stack and name of the resource that submitted the entry. */
  owner: string;
  record: SessionRecord;
}

/** A journal of one file for each host, which is gone when it is settled, and one receipt for each session that ended. */
export class FileJournal implements Journal {
  constructor(
    private readonly directory: string,
    private readonly owner: string,
  ) {}

  async open(record: SessionRecord): Promise<void> {
    await this.#write(entryFile(record.server, record.hostId), {
      version: 1,
      owner: this.owner,
      record,
    } satisfies Entry);
  }

  async find(server: string, hostId: string): Promise<SessionRecord | undefined> {
    const entry = await this.#read(entryFile(server, hostId));
    return entry?.owner === this.owner ? entry.record : undefined;
  }

  async settle(record: SessionRecord): Promise<void> {
    const file = entryFile(record.server, record.hostId);
    const entry = await this.#read(file);
    if (entry && entry.owner === this.owner && entry.record.submittedAt === record.submittedAt) {
      await rm(join(this.directory, file), { force: true });
    }
  }

  async end(record: SessionRecord, receipt: Receipt): Promise<void> {
    await this.#write(receiptFile(record), { version: 1, owner: this.owner, record, receipt });
    await this.settle(record);
  }

  async #read(file: string): Promise<Entry | undefined> {
    let text: string;
    try {
      text = await readFile(join(this.directory, file), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw this.#failed("read", error);
    }
    try {
      const entry = JSON.parse(text) as Entry;
      if (entry.version === 1 && entry.record.hostId) return entry;
    } catch {
      // Told below.
    }
    throw new Error(`${join(this.directory, file)} is not a journal entry of this version; move it away to go on`);
  }

  async #write(file: string, content: object): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true, mode: PRIVATE_DIRECTORY });
      // Atomic and synced: after a crash there is the old content or the new, never half of it.
      await writeFileAtomic(join(this.directory, file), `${JSON.stringify(content, null, 2)}\n`, {
        mode: PRIVATE_FILE,
      });
    } catch (error) {
      throw this.#failed("written", error);
    }
  }

  #failed(what: "read" | "written", error: unknown): Error {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return new Error(
      `the journal in ${this.directory} cannot be ${what} (${code}): set cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR) to a directory that can, or to "off"`,
    );
  }
}

function entryFile(server: string, hostId: string): string {
  return `${fileName(server)}_${fileName(hostId)}.open.json`;
}

function receiptFile({ server, hostId, submittedAt, enteredAt }: SessionRecord): string {
  return `${fileName(server)}_${fileName(hostId)}_${fileName(submittedAt ?? enteredAt ?? "unknown")}.receipt.json`;
}

function fileName(text: string): string {
  return text.replace(/^https?:\/\//, "").replace(/[^A-Za-z0-9.-]+/g, "-");
}
