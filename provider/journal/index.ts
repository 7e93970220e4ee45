import type { FactStore } from "../lifecycle";
import type { RunNotes } from "../runs";
import { journalDirectory } from "./directory";
import { FileStore } from "./fileStore";
import { MemoryStore } from "./memoryStore";
import { FileNotes, PassingNotes } from "./runNotes";
import { OwnDirectory } from "./trusted";

export { readJournal } from "./allFacts";
export { journalDirectory } from "./directory";
export { FileStore } from "./fileStore";
export { MemoryStore } from "./memoryStore";
export { type KeptReceipt, readReceipts } from "./receipts";

/** The journal's directories of this process. */
const directories = new Map<string, OwnDirectory>();

/** The facts of one resource. @param setting see {@link journalDirectory} */
export async function openFacts(owner = "", setting: string | undefined): Promise<FactStore> {
  const directory = owner === "" ? undefined : await journalDirectory(setting);
  if (!directory) return new MemoryStore(owner);
  return new FileStore(directory, owner, ownDirectory(directory));
}

/** The notes of one run. @param setting see {@link journalDirectory} */
export async function openRunNotes(owner: string, setting: string | undefined): Promise<RunNotes> {
  const directory = await journalDirectory(setting);
  return directory ? fileNotes(directory, owner) : new PassingNotes(owner);
}

/** A run that was renamed or moved, with an alias, keeps its notes. */
export async function passOnRunNotes(former: string, owner: string, setting: string | undefined): Promise<void> {
  const directory = await journalDirectory(setting);
  if (directory) await fileNotes(directory, owner).takeOver(fileNotes(directory, former));
}

function fileNotes(directory: string, owner: string): FileNotes {
  return new FileNotes(directory, owner, ownDirectory(directory));
}

function ownDirectory(directory: string): OwnDirectory {
  const own = directories.get(directory) ?? new OwnDirectory(directory);
  directories.set(directory, own);
  return own;
}
