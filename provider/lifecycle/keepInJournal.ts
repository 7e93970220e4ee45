import type { Context } from "./context";
import type { SessionRecord } from "./record";

/**
 * Until the state has the record, the journal has it, now with the session's own id: should the engine be killed in
 * between and somebody end this session and begin another, that one is not taken for ours.
 */
export async function keepInJournal(context: Context, record: SessionRecord): Promise<SessionRecord> {
  try {
    await context.journal.open(record);
  } catch (error) {
    // What was written before the enter call is still there, and tells enough to go on.
    context.progress.warn(`the journal was not renewed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return record;
}
