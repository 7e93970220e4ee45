import { FileJournal, journalDirectory } from "../journal";
import { type Journal, noJournal } from "../lifecycle";
import { settingsFor } from "./config";
import { type Inputs, type State, toRecord } from "./state";

/** The journal of one resource. */
export async function journalOf({ __owner }: Inputs, setting: string | undefined): Promise<Journal> {
  const directory = await journalDirectory(setting);
  return directory && __owner ? new FileJournal(directory, __owner) : noJournal;
}

/** The session stands in the state: a later create has nothing to resume. Nothing depends on it, so that it never fails. */
export async function settleJournal(state: State): Promise<void> {
  try {
    const journal = await journalOf(state, settingsFor(state.connection).journalDir);
    await journal.settle(toRecord(state));
  } catch {
    // A journal that cannot be read is told by the verb that needs it.
  }
}
