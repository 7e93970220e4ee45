import { closeSync, fsync, openSync, writeFileSync } from "node:fs";
import { link, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";

const sync = promisify(fsync);

/** What is kept on this disk says what runs where, so only its owner may read it. */
export const PRIVATE_FILE = 0o600;

let written = 0;

/**
 * Writes a file atomically: after a crash or a power cut it holds either all of the new text or the old one. The text is synced
 * to disk before the rename, and the rename before this resolves. (The usual library does not sync the rename.) While the
 * disk is waited for, others run: the rest takes less time on a local disk than Node's asynchronous calls need to begin.
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
    await synced(openSync(temporary, "wx", PRIVATE_FILE), text);
    await publish(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  // Windows cannot sync a directory.
  if (process.platform !== "win32") await synced(openSync(dirname(file), "r"));
}

async function synced(opened: number, text?: string): Promise<void> {
  try {
    if (text !== undefined) writeFileSync(opened, text);
    await sync(opened);
  } finally {
    closeSync(opened);
  }
}
