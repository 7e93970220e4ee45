import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

let written = 0;

/**
 * Writes a file that holds after a crash or a power cut either all of this or what it held before: the text is on disk
 * before it gets its name, and so is the name when this resolves. (The usual library leaves the name to the system.)
 */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}-${written++}.tmp`;
  try {
    await synced(await open(temporary, "wx", mode), text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  // Windows knows no such thing as a directory to sync.
  if (process.platform !== "win32") await synced(await open(dirname(file), "r"));
}

async function synced(handle: Awaited<ReturnType<typeof open>>, text?: string): Promise<void> {
  try {
    if (text !== undefined) await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
