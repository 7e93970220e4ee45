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
  /** Where the records of its commands are, if not beside it: those of a resource that was renamed stay where they were begun. */
  commands?: string;
}

const COMMANDS = /^run-[0-9a-f]{16}\.commands$/;

/** The notes of one run in the journal's directory: a file, and beside it a directory with the records of its commands. */
export class FileNotes implements RunNotes {
  readonly where: string;
  #commands: string;
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
    this.where = join(journal, `${name}.notes.json`);
    this.#commands = `${name}.commands`;
  }

  /** As it is once the notes have been read. */
  get directory(): string {
    return join(this.#journal, this.#commands);
  }

  /** The resource was renamed or moved: takes over what is noted under its former name. */
  async takeOver(former: FileNotes): Promise<void> {
    const noted = await former.read();
    if (!noted) return;
    if (!(await this.read())) {
      this.#commands = former.#commands;
      await this.write(noted);
    }
    // In this order, so that a crash in between loses nothing.
    await rm(former.where, { force: true });
  }

  async read(): Promise<Noted | undefined> {
    await this.#own.check();
    const text = await readOurs(this.where);
    if (text === undefined) return undefined;
    const { owner, record, basis, commands } = contentOf(text, this.where);
    // Another owner with the same hash, or a file that was moved here.
    if (owner !== this.owner) return undefined;
    if (commands !== undefined && COMMANDS.test(commands)) this.#commands = commands;
    return { record, basis };
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
    const content: Content = { version: VERSION, owner: this.owner, commands: this.#commands, ...noted };
    await writeWhole(this.where, `${visibleJson(content)}\n`);
  }

  async remove(): Promise<void> {
    await rm(this.where, { force: true });
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** @throws Error that says what to do with a file that cannot be used */
function contentOf(text: string, file: string): Content {
  const content = parsed(text);
  if (Number(content?.version) > VERSION) {
    throw new Error(`${file} was written by a newer version of pulumi-cloudtower: update the package`);
  }
  if (content?.version === VERSION && typeof content.record?.hostId === "string") return content;
  throw new Error(
    `${file} is damaged. Move it away to go on without it: what the command of an earlier run has done is then asked`,
  );
}

function parsed(text: string): Content | undefined {
  try {
    return JSON.parse(text) as Content;
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
  readonly where = "";

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
