import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Fact } from "../lifecycle";
import { factsIn } from "./fileStore";
import { legacyFacts } from "./legacy";
import { OwnDirectory, readOurs } from "./trusted";

/** All that a journal says, of every host and resource. */
export interface WholeJournal {
  facts: Fact[];
  /** Why the directory, or single files of it, are not believed or cannot be read. */
  problems: string[];
}

/** Reads every file of facts for people to see. It changes nothing, and what it cannot believe it leaves out and names. */
export async function readJournal(directory: string): Promise<WholeJournal> {
  const whole: WholeJournal = { facts: [], problems: [] };
  const note = (error: unknown) => void whole.problems.push(error instanceof Error ? error.message : String(error));
  try {
    await new OwnDirectory(directory).check();
    for (const file of (await namesIn(directory)).sort()) {
      await factsOf(directory, file).then((facts) => whole.facts.push(...facts), note);
    }
  } catch (error) {
    note(error);
  }
  return whole;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    // Nothing has been written yet.
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

async function factsOf(directory: string, file: string): Promise<Fact[]> {
  const [, host, owner] = /^(.+?)(?:_([0-9a-f]{8})\.open|\.claim)\.json$/.exec(file) ?? [];
  if (host !== undefined) return legacyFacts(directory, host, owner ?? "claim", undefined);
  if (!/\.(facts|held)\.json$/.test(file)) return [];
  const path = join(directory, file);
  const text = await readOurs(path);
  return text === undefined ? [] : factsIn(text, path);
}
