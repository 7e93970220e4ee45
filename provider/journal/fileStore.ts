import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../disk/makeDirectory";
import { writeWhole } from "../disk/writeWhole";
import type { Fact, FactStore, HostKey, Receipt, SessionRecord } from "../lifecycle";
import { visibleJson } from "../text/foreign";
import { nearestExisting } from "./directory";
import { legacyFacts, legacyFiles } from "./legacy";
import { completed, type KeptReceipt, receiptIn, VERSION } from "./receipts";
import { OwnDirectory, readOurs, Untrusted } from "./trusted";

interface Content {
  version: typeof VERSION;
  facts: Fact[];
}

/** Sessions that resources of this run have taken over, by file. They are known even if the file could not be written. */
const heldInThisRun = new Map<string, Fact>();

/**
 * Facts on this machine's disk. There is one file for each host and resource, which is removed when it is empty; one for each
 * host that says who took over its session last; and a receipt for each session that ended.
 */
export class FileStore implements FactStore {
  /** @param own shared by the stores of one process, so that the directory is not checked for each of them */
  constructor(
    private readonly directory: string,
    readonly owner: string,
    private readonly own = new OwnDirectory(directory),
  ) {}

  async read(host: HostKey): Promise<Fact[]> {
    const [own, held] = await Promise.all([this.#read(this.#ownFile(host)), this.#held(host)]);
    const facts = own ?? (await legacyFacts(this.directory, nameOf(host), this.#ownHash, this.owner));
    return [...facts.filter(({ owner, kind }) => owner === this.owner && kind !== "held"), ...held];
  }

  async write(host: HostKey, facts: readonly Fact[]): Promise<void> {
    const own = facts.filter(({ kind }) => kind !== "held");
    // First, so that a session is never held by a resource that knows nothing of its VMs.
    await this.#write(this.#ownFile(host), own);
    await this.#writeHeld(
      host,
      facts.find(({ kind, owner }) => kind === "held" && owner === this.owner),
    );
    for (const file of await legacyFiles(this.directory, nameOf(host), this.#ownHash)) await this.#remove(file);
  }

  async mustBeWritable(): Promise<void> {
    try {
      await this.own.check();
      await access(await nearestExisting(this.directory), constants.W_OK | constants.X_OK);
    } catch (error) {
      throw this.#failed("written", error);
    }
  }

  async keepReceipt(record: SessionRecord, receipt: Receipt): Promise<string> {
    const time = record.submittedAt ?? record.enteredAt ?? "unknown";
    const file = `${nameOf(record)}_${fileName(time)}_${this.#ownHash}.receipt.json`;
    const path = join(this.directory, file);
    const earlier = await this.#earlier(path);
    // What a session is found to be later says less than what ended it, or first found it so.
    if (earlier && receipt.ending === "somebody else") return path;
    const whole = earlier ? completed(receipt, earlier) : receipt;
    await this.#writeText(file, { version: VERSION, owner: this.owner, record, receipt: whole });
    return path;
  }

  /** Of a destroy whose end Pulumi did not save. */
  async #earlier(path: string): Promise<KeptReceipt | undefined> {
    try {
      const text = await readOurs(path);
      return text === undefined ? undefined : receiptIn(text, path);
    } catch {
      // The new one says what is true.
      return undefined;
    }
  }

  async #held(host: HostKey): Promise<Fact[]> {
    const file = this.#heldFile(host);
    const inThisRun = heldInThisRun.get(join(this.directory, file));
    if (inThisRun) return [inThisRun];
    const facts = await this.#read(file);
    return facts ?? legacyFacts(this.directory, nameOf(host), "claim", undefined);
  }

  async #writeHeld(host: HostKey, fact: Fact | undefined): Promise<void> {
    const file = this.#heldFile(host);
    const [now] = await this.#held(host);
    if (JSON.stringify(fact) === JSON.stringify(now)) return;
    // A fact of another resource is not ours to remove.
    if (!fact && now?.owner !== this.owner) return;
    const path = join(this.directory, file);
    if (fact) heldInThisRun.set(path, fact);
    else heldInThisRun.delete(path);
    await this.#write(file, fact ? [fact] : []);
  }

  get #ownHash(): string {
    return createHash("sha256").update(this.owner).digest("hex").slice(0, 8);
  }

  #ownFile(host: HostKey): string {
    return `${nameOf(host)}_${this.#ownHash}.facts.json`;
  }

  #heldFile(host: HostKey): string {
    return `${nameOf(host)}.held.json`;
  }

  async #read(file: string): Promise<Fact[] | undefined> {
    let text: string | undefined;
    try {
      await this.own.check();
      text = await readOurs(join(this.directory, file));
    } catch (error) {
      throw this.#failed("read", error);
    }
    if (text === undefined) return undefined;
    return factsIn(text, join(this.directory, file));
  }

  async #write(file: string, facts: readonly Fact[]): Promise<void> {
    if (facts.length === 0) return this.#remove(file);
    await this.#writeText(file, { version: VERSION, facts } satisfies { version: number; facts: readonly Fact[] });
  }

  async #remove(file: string): Promise<void> {
    try {
      await rm(join(this.directory, file), { force: true });
    } catch (error) {
      throw this.#failed("written", error);
    }
  }

  async #writeText(file: string, content: object): Promise<void> {
    const write = () => writeWhole(join(this.directory, file), `${visibleJson(content)}\n`);
    try {
      await this.own.check();
      await write().catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
        await makeDirectory(this.directory);
        // Somebody else may have made it in the meantime.
        await this.own.check();
        await write();
      });
    } catch (error) {
      throw this.#failed("written", error);
    }
  }

  #failed(what: "read" | "written", error: unknown): Error {
    if (error instanceof Untrusted) {
      return new Error(
        `the journal is not ${what}: ${error.message}. Its directory is cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR)`,
      );
    }
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return new Error(
      `the journal in ${this.directory} cannot be ${what} (${code}): set cloudtower:journalDir (CLOUDTOWER_JOURNAL_DIR) to a directory that can, or to "off"`,
    );
  }
}

/** The facts in the text of a journal file. */
export function factsIn(text: string, path: string): Fact[] {
  try {
    const content = JSON.parse(text) as Content;
    if (content.version === VERSION && content.facts.every(({ record }) => record.hostId)) return content.facts;
  } catch {
    // Reported below.
  }
  throw new Error(`${path} is not a journal file of this version; move it away to continue`);
}

function nameOf({ server, hostId }: HostKey): string {
  return `${fileName(server)}_${fileName(hostId)}`;
}

function fileName(text: string): string {
  return text.replace(/^https?:\/\//, "").replace(/[^A-Za-z0-9.-]+/g, "-");
}
