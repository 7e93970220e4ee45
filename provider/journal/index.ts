import type { FactStore } from "../lifecycle";
import { journalDirectory } from "./directory";
import { FileStore } from "./fileStore";
import { MemoryStore } from "./memoryStore";

export { readJournal } from "./allFacts";
export { journalDirectory } from "./directory";
export { FileStore } from "./fileStore";
export { MemoryStore } from "./memoryStore";
export { type KeptReceipt, readReceipts } from "./receipts";

/** The facts of one resource. @param setting see {@link journalDirectory} */
export async function openFacts(owner = "", setting: string | undefined): Promise<FactStore> {
  const directory = owner === "" ? undefined : await journalDirectory(setting);
  return directory ? new FileStore(directory, owner) : new MemoryStore(owner);
}
