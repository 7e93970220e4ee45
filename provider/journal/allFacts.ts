import { join } from "node:path";
import type { Fact } from "../lifecycle";
import { readEach } from "./eachFile";
import { factsIn } from "./fileStore";
import { legacyFacts } from "./legacy";
import { readOurs } from "./trusted";

/** All that a journal says, of every host and resource. */
export interface WholeJournal {
  facts: Fact[];
  problems: string[];
}

/** Reads every file of facts for people to see. */
export async function readJournal(directory: string): Promise<WholeJournal> {
  const { found, problems } = await readEach(directory, (file) => factsOf(directory, file));
  return { facts: found, problems };
}

async function factsOf(directory: string, file: string): Promise<Fact[]> {
  const [, host, owner] = /^(.+?)(?:_([0-9a-f]{8})\.open|\.claim)\.json$/.exec(file) ?? [];
  if (host !== undefined) return legacyFacts(directory, host, owner ?? "claim", undefined);
  if (!/\.(facts|held)\.json$/.test(file)) return [];
  const path = join(directory, file);
  const text = await readOurs(path);
  return text === undefined ? [] : factsIn(text, path);
}
