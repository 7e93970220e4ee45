import { readdir } from "node:fs/promises";
import { OwnDirectory } from "./trusted";

/** What was read for people to see. */
export interface Seen<T> {
  found: T[];
  /** Why the directory, or single files of it, are not believed or cannot be read. */
  problems: string[];
}

/** Reads every file of a journal. It changes nothing, and what it cannot believe it leaves out and names. */
export async function readEach<T>(directory: string, read: (file: string) => Promise<T[]>): Promise<Seen<T>> {
  const seen: Seen<T> = { found: [], problems: [] };
  const note = (error: unknown) => void seen.problems.push(error instanceof Error ? error.message : String(error));
  try {
    await new OwnDirectory(directory).check();
    for (const file of (await namesIn(directory)).sort()) {
      await read(file).then((found) => seen.found.push(...found), note);
    }
  } catch (error) {
    note(error);
  }
  return seen;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // Nothing has been written yet.
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
