import { isAbsolute, resolve } from "node:path";

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
