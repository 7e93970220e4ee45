import type { FactStore } from "../lifecycle";
import { journalDirectory } from "./directory";
import { FileStore } from "./fileStore";
import { MemoryStore } from "./memoryStore";

export { FileStore } from "./fileStore";
export { MemoryStore } from "./memoryStore";

/** What is known of one resource beyond its state. @param setting see {@link journalDirectory} */
export async function openFacts(owner = "", setting: string | undefined): Promise<FactStore> {
  const directory = owner === "" ? undefined : await journalDirectory(setting);
  return directory ? new FileStore(directory, owner) : new MemoryStore(owner);
}
