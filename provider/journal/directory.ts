import { stat } from "node:fs/promises";
import { dirname, isAbsolute, resolve } from "node:path";

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

/** The directory itself, or the nearest one above it that exists. */
export async function nearestExisting(directory: string): Promise<string> {
  const found = await stat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || dirname(directory) === directory) throw error;
  });
  return found ? directory : nearestExisting(dirname(directory));
}
