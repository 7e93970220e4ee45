import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

export const PRIVATE_DIRECTORY = 0o700;

/**
 * Makes a directory and its parents. It does not use `mkdir`'s own `recursive`, which never returns on file systems that report
 * an existing parent as missing, such as /proc (seen with Node 20.20).
 */
export async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeOne(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(directory) === directory) throw error;
    await makeDirectory(dirname(directory));
    await makeOne(directory);
  }
}

/** Another host's verb may have made it just now. */
async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
