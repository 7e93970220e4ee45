import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Host } from "../cloudtower";
import { isOurs } from "../lifecycle/hostState";
import type { Journal } from "../lifecycle/journal";
import type { Receipt } from "../lifecycle/receipt";
import { isLater, type SessionRecord } from "../lifecycle/record";
import { mayHold, noteFile } from "./knownFiles";
import { writeWhole } from "./writeWhole";

/** The journal and its receipts may tell what runs where: nobody else's business. */
const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

interface Entry {
  version: 1;
  /** Project, stack and name of the resource that submitted the entry. */
  owner: string;
  record: SessionRecord;
  /** When an exit of the session was submitted. */
  exiting?: string;
}

/**
 * A journal of one file for each host, which is gone when it is settled, one receipt for each session that ended, and one
 * claim for each session that was taken over.
 */
export class FileJournal implements Journal {
  constructor(
    private readonly directory: string,
    private readonly owner: string,
  ) {}

  async open(record: SessionRecord): Promise<void> {
    await this.#write(this.#entryFile(record), { version: 1, owner: this.owner, record } satisfies Entry);
  }

  async find(server: string, hostId: string): Promise<SessionRecord | undefined> {
    const entry = await this.#own({ server, hostId });
    return entry?.exiting ? undefined : entry?.record;
  }

  async findAny(server: string, hostId: string): Promise<SessionRecord | undefined> {
    return (await this.#own({ server, hostId }))?.record;
  }

  async settle(record: SessionRecord): Promise<void> {
    if (!(await mayHold(this.directory, this.#entryFile(record)))) return;
    const entry = await this.#own(record);
    if (entry && !entry.exiting && isSameSession(entry.record, record)) await this.#remove(record);
  }

  async exiting(record: SessionRecord, at: number): Promise<void> {
    const entry = { version: 1, owner: this.owner, record, exiting: new Date(at).toISOString() } satisfies Entry;
    await this.#write(this.#entryFile(record), entry);
  }

  async notExiting(record: SessionRecord): Promise<void> {
    if ((await this.exitingSince(record)) !== undefined) await this.#remove(record);
  }

  async exitingSince(record: SessionRecord): Promise<number | undefined> {
    const entry = await this.#own(record);
    return entry?.exiting && isSameSession(entry.record, record) ? Date.parse(entry.exiting) || 0 : undefined;
  }

  async isAhead(record: SessionRecord): Promise<boolean> {
    // A session that nothing tells from others cannot be told to have ended.
    if (record.submittedAt === undefined && record.enteredAt === undefined) return false;
    const receipt = receiptFile(record);
    if ((await mayHold(this.directory, receipt)) && this.#isOfSession(await this.#read(receipt), record)) return true;
    if (!(await mayHold(this.directory, this.#entryFile(record)))) return false;
    const entry = await this.#own(record);
    if (!entry) return false;
    return (entry.exiting !== undefined && isSameSession(entry.record, record)) || isLater(entry.record, record);
  }

  async claim(record: SessionRecord): Promise<void> {
    await this.#write(claimFile(record.server, record.hostId), { version: 1, owner: this.owner, record });
  }

  async claimedByOther(server: string, host: Host): Promise<string | undefined> {
    const claim = await this.#read(claimFile(server, host.id));
    return claim && claim.owner !== this.owner && isOurs(claim.record, host) ? claim.owner : undefined;
  }

  /** What this resource has here goes to another owner: the same resource under a new name. */
  async passOn(record: SessionRecord, owner: string): Promise<void> {
    const heir = new FileJournal(this.directory, owner);
    const claim = await this.#read(claimFile(record.server, record.hostId));
    if (claim?.owner === this.owner) await heir.claim(claim.record);
    const entry = await this.#own(record);
    if (!entry) return;
    await (entry.exiting ? heir.exiting(entry.record, Date.parse(entry.exiting) || 0) : heir.open(entry.record));
    await this.#remove(record);
  }

  async end(record: SessionRecord, receipt: Receipt): Promise<void> {
    try {
      await this.#write(receiptFile(record), { version: 1, owner: this.owner, record, receipt });
    } finally {
      const claim = claimFile(record.server, record.hostId);
      if ((await this.#read(claim))?.owner === this.owner) await rm(join(this.directory, claim), { force: true });
      const entry = await this.#own(record);
      if (entry && isSameSession(entry.record, record)) await this.#remove(record);
    }
  }

  #isOfSession(entry: Entry | undefined, record: SessionRecord): boolean {
    return entry?.owner === this.owner && isSameSession(entry.record, record);
  }

  async #own(host: Pick<SessionRecord, "server" | "hostId">): Promise<Entry | undefined> {
    const file = this.#entryFile(host);
    const entry = await this.#read(file);
    if (entry) noteFile(this.directory, file);
    return entry?.owner === this.owner ? entry : undefined;
  }

  async #remove(host: Pick<SessionRecord, "server" | "hostId">): Promise<void> {
    await rm(join(this.directory, this.#entryFile(host)), { force: true });
  }

  /** One file for each host and owner: another stack's entry for the same host is not ours to overwrite. */
  #entryFile({ server, hostId }: Pick<SessionRecord, "server" | "hostId">): string {
    const owner = createHash("sha256").update(this.owner).digest("hex").slice(0, 8);
    return `${fileName(server)}_${fileName(hostId)}_${owner}.open.json`;
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
    const write = () => writeWhole(join(this.directory, file), `${JSON.stringify(content, null, 2)}\n`, PRIVATE_FILE);
    try {
      await write().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
        await makeDirectory(this.directory);
        await write();
      });
      noteFile(this.directory, file);
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

/**
 * Makes a directory and those above it. Not by `mkdir`'s own `recursive`, which never returns where a file system says
 * that an existing parent does not exist, as below /proc (seen with Node 20.20).
 */
async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeOne(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(directory) === directory) throw error;
    await makeDirectory(dirname(directory));
    await makeOne(directory);
  }
}

/** One that is there already was perhaps made just now, for another host. */
async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function isSameSession(one: SessionRecord, other: SessionRecord): boolean {
  // Of two entries within one second, the sessions tell which is which.
  const [id, otherId] = [one.maintenanceJobId, other.maintenanceJobId];
  if (id && otherId && id !== otherId) return false;
  return one.submittedAt === other.submittedAt && (one.submittedAt !== undefined || one.enteredAt === other.enteredAt);
}

/** One for each host: the last that took a session over has it. */
function claimFile(server: string, hostId: string): string {
  return `${fileName(server)}_${fileName(hostId)}.claim.json`;
}

function receiptFile({ server, hostId, submittedAt, enteredAt }: SessionRecord): string {
  return `${fileName(server)}_${fileName(hostId)}_${fileName(submittedAt ?? enteredAt ?? "unknown")}.receipt.json`;
}

function fileName(text: string): string {
  return text.replace(/^https?:\/\//, "").replace(/[^A-Za-z0-9.-]+/g, "-");
}
