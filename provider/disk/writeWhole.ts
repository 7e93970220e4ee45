import { link, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** What is kept on this disk says what runs where, so only its owner may read it. */
export const PRIVATE_FILE = 0o600;

let written = 0;

/**
 * Writes a file atomically: after a crash or a power cut it holds either all of the new text or the old one. The text is synced
 * to disk before the rename, and the rename before this resolves. (The usual library does not sync the rename.)
 */
export function writeWhole(file: string, text: string): Promise<void> {
  return write(file, text, rename);
}

/** The same for a file that must not exist yet. Of several that try at once, one succeeds. @throws EEXIST */
export function writeNew(file: string, text: string): Promise<void> {
  return write(file, text, async (temporary) => {
    await link(temporary, file);
    await rm(temporary);
  });
}

async function write(
  file: string,
  text: string,
  publish: (temporary: string, file: string) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${process.pid}-${written++}.tmp`;
  try {
    await synced(await open(temporary, "wx", PRIVATE_FILE), text);
    await publish(temporary, file);
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
