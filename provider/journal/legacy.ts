import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fact, SessionRecord } from "../lifecycle";

/** What 0.1.0 wrote: an open entry (`.open.json`), which may be marked as exiting, or a claim (`.claim.json`). */
interface LegacyEntry {
  version: 1;
  owner: string;
  record: SessionRecord;
  /** When an exit was submitted; the epoch itself: its end was seen. */
  exiting?: string;
}

/** Names of 0.1.0's files by directory. Nobody writes new ones, so each directory is listed once. */
const listed = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * Facts of 0.1.0's journal, which a killed engine may have left before an update.
 * @param host as in file names
 * @param which hash of the owner, or "claim"
 * @param owner whose entry it must be; undefined: anybody's
 */
export async function legacyFacts(
  directory: string,
  host: string,
  which: string,
  owner: string | undefined,
): Promise<Fact[]> {
  const [file] = await legacyFiles(directory, host, which);
  if (!file) return [];
  let entry: LegacyEntry;
  try {
    entry = JSON.parse(await readFile(join(directory, file), "utf8")) as LegacyEntry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new Error(`${join(directory, file)} is not a journal entry; move it away to continue`);
  }
  if (owner !== undefined && entry.owner !== owner) return [];
  return [{ ...kindOf(entry, which), owner: entry.owner, record: entry.record }];
}

/** The names of 0.1.0's files for a host that a new file replaces. */
export async function legacyFiles(directory: string, host: string, which: string): Promise<string[]> {
  const names = listed.get(directory) ?? list(directory);
  listed.set(directory, names);
  const name = which === "claim" ? `${host}.claim.json` : `${host}_${which}.open.json`;
  return (await names).has(name) ? [name] : [];
}

function kindOf({ exiting, record }: LegacyEntry, which: string): Pick<Fact, "kind" | "at"> {
  const at = record.submittedAt ?? record.enteredAt ?? new Date(0).toISOString();
  if (which === "claim") return { kind: "held", at };
  if (exiting === undefined) return { kind: "submitted", at };
  return { kind: Date.parse(exiting) === 0 ? "exit ended" : "exit submitted", at: exiting };
}

async function list(directory: string): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readdir(directory)).filter((name) => /\.(open|claim)\.json$/.test(name)));
  } catch {
    // Whatever is wrong with the directory is told by whoever writes to it.
    return new Set();
  }
}
