import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fact, SessionRecord } from "../lifecycle";
import { readOurs } from "./trusted";

/** A file of 0.1.0: an open entry (`.open.json`), which may be marked as exiting, or a claim (`.claim.json`). */
interface LegacyEntry {
  version: 1;
  owner: string;
  record: SessionRecord;
  /** When an exit was submitted. The epoch (1970) means that its end was seen. */
  exiting?: string;
}

/** Names of 0.1.0's files by directory. No new ones are written, so each directory is listed once. */
const listed = new Map<string, Promise<ReadonlySet<string>>>();

/**
 * Facts in the journal of 0.1.0, which a killed engine may have left before the package was updated.
 * @param host as in file names
 * @param which hash of the owner, or "claim"
 * @param owner the required owner of the entry; undefined if any will do
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
  const text = await readOurs(join(directory, file));
  if (text === undefined) return [];
  try {
    entry = JSON.parse(text) as LegacyEntry;
  } catch {
    throw new Error(`${join(directory, file)} is not a journal entry; move it away to continue`);
  }
  if (owner !== undefined && entry.owner !== owner) return [];
  return [{ ...kindOf(entry, which), owner: entry.owner, record: entry.record }];
}

/** Names of 0.1.0's files that a new file for this host replaces. */
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
    // If something is wrong with the directory, the next write reports it.
    return new Set();
  }
}
