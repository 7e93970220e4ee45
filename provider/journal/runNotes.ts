import { createHash, randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDirectory } from "../disk/makeDirectory";
import { writeNew, writeWhole } from "../disk/writeWhole";
import type { Noted, RunNotes } from "../runs";
import { visibleJson } from "../text/foreign";
import { OwnDirectory, readOurs } from "./trusted";

const VERSION = 1;

interface Content extends Noted {
  version: typeof VERSION;
  owner: string;
}

/** The notes of one run in the journal's directory: a file, and beside it a directory with the records of its commands. */
export class FileNotes implements RunNotes {
  readonly directory: string;
  readonly #file: string;
  readonly #journal: string;
  readonly #own: OwnDirectory;

  /** @param owner the resource */
  constructor(
    journal: string,
    private readonly owner: string,
    own = new OwnDirectory(journal),
  ) {
    const name = `run-${createHash("sha256").update(owner).digest("hex").slice(0, 16)}`;
    this.#journal = journal;
    this.#own = own;
    this.#file = join(journal, `${name}.notes.json`);
    this.directory = join(journal, `${name}.commands`);
  }

  async read(): Promise<Noted | undefined> {
    await this.#own.check();
    const text = await readOurs(this.#file);
    if (text === undefined) return undefined;
    const content = contentOf(text);
    if (!content) throw new Error(`${this.#file} is not a file of this version; move it away to continue`);
    // Another owner with the same hash, or a file that was moved here.
    return content.owner === this.owner ? { record: content.record, basis: content.basis } : undefined;
  }

  async disk(): Promise<string> {
    const file = join(this.#journal, "disk.id");
    await this.#own.check();
    const known = await readOurs(file);
    if (known !== undefined) return known.trim();
    await makeDirectory(this.#journal);
    // Another run may be quicker.
    await writeNew(file, `${randomUUID()}\n`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return this.disk();
  }

  async write(noted: Noted): Promise<void> {
    await this.#own.check();
    await makeDirectory(this.directory);
    const content: Content = { version: VERSION, owner: this.owner, ...noted };
    await writeWhole(this.#file, `${visibleJson(content)}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
    await rm(this.directory, { recursive: true, force: true });
  }
}

function contentOf(text: string): Content | undefined {
  try {
    const content = JSON.parse(text) as Content;
    return content.version === VERSION && typeof content.record?.hostId === "string" ? content : undefined;
  } catch {
    return undefined;
  }
}

/** Notes of this process only, for `journalDir: off`. They are lost when the engine is killed, and so is the end of a command. */
const inThisProcess = new Map<string, Noted>();
const THIS_PROCESS = randomUUID();

/** The same without a journal. The records of commands are in the system's directory for temporary files. */
export class PassingNotes implements RunNotes {
  readonly directory: string;

  constructor(private readonly owner: string) {
    const name = createHash("sha256").update(owner).digest("hex").slice(0, 16);
    // Nobody else can have made a directory with this name before.
    this.directory = join(tmpdir(), `pulumi-cloudtower-${THIS_PROCESS}-${name}`);
  }

  async disk(): Promise<string> {
    return THIS_PROCESS;
  }

  async read(): Promise<Noted | undefined> {
    return inThisProcess.get(this.owner);
  }

  async write(noted: Noted): Promise<void> {
    await makeDirectory(this.directory);
    inThisProcess.set(this.owner, noted);
  }

  async remove(): Promise<void> {
    inThisProcess.delete(this.owner);
    await rm(this.directory, { recursive: true, force: true });
  }
}
