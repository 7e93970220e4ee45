import { mkdir, stat } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";

const PRIVATE_DIRECTORY = 0o700;

/**
 * The journal's directory: the setting `journalDir`, or the platform's state directory for the user, which on Linux is
 * `~/.local/state/pulumi-cloudtower`. Undefined for `off`.
 */
export async function journalDirectory(setting: string | undefined): Promise<string | undefined> {
  if (setting === "off") return undefined;
  if (setting) return isAbsolute(setting) ? setting : resolve(setting);
  const { default: envPaths } = await import("env-paths");
  // env-paths calls the state directory "log".
  return envPaths("pulumi-cloudtower", { suffix: "" }).log;
}

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

/** The directory itself, or the nearest one above it that exists. */
export async function nearestExisting(directory: string): Promise<string> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || dirname(directory) === directory) throw error;
  });
  return found ? directory : nearestExisting(dirname(directory));
}
