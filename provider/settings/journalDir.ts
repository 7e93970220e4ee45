import { statSync } from "node:fs";
import { quoted } from "../describe";
import { SettingsError } from "./errors";
import type { Found } from "./sources";

const EXPECTED = 'a directory, as in /var/lib/maintenance or ./journal, or "off"';

/**
 * The directory of the journal, or `off`. A word alone is refused: `false` or `none` would become a directory of that
 * name, wherever the provider runs, and so would `~`, which only a shell understands.
 */
export function readJournalDir({ value, label }: Found): string | undefined {
  if (value === undefined || value === "off") return value;
  if (!/^\.|[/\\]/.test(value) || value.startsWith("~") || /\p{Cc}/u.test(value)) {
    throw new SettingsError(`${label} must be ${EXPECTED}, not ${quoted(value)}`);
  }
  if (isElse(value))
    throw new SettingsError(`${label} must be ${EXPECTED}; ${quoted(value)} is or goes through a file`);
  return value;
}

/** Told now rather than by the verb that writes to it; one that is not there yet is made by that. */
function isElse(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOTDIR";
  }
}
