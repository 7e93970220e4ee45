import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";

const PRIVATE_DIRECTORY = 0o700;

/**
 * Where the journal is: the user's state directory by the platform's convention, on Linux
 * `~/.local/state/pulumi-cloudtower`, unless the setting `journalDir` says otherwise; undefined for `off`.
 */
export async function journalDirectory(setting: string | undefined): Promise<string | undefined> {
  if (setting === "off") return undefined;
  if (setting) return isAbsolute(setting) ? setting : resolve(setting);
  const { default: envPaths } = await import("env-paths");
  // env-paths calls the state directory "log".
  return envPaths("pulumi-cloudtower", { suffix: "" }).log;
}

/**
 * Makes a directory and those above it. Not by `mkdir`'s own `recursive`, which never returns where a file system says
 * that an existing parent does not exist, as below /proc (seen with Node 20.20).
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

/** One that is already there may have been made just now, for another host. */
async function makeOne(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
