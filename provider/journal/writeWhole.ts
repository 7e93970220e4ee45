import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

let written = 0;

/**
 * Writes a file atomically: after a crash or a power cut it holds either all of the new text or the old one. The text is synced
 * to disk before the rename, and the rename before this resolves. (The usual library does not sync the rename.)
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
  // Windows cannot sync a directory.
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
