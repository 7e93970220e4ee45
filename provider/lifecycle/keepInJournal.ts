import type { Context, Timeouts } from "./context";
import { messageOf } from "./errors";
import type { SessionRecord } from "./record";

/**
 * Until the state has the record, the journal has it, now with the session's own id: should the engine be killed in
 * between and somebody end this session and begin another, that one is not taken for ours.
 */
export async function keepInJournal(
  context: Context,
  record: SessionRecord,
  { exitMs }: Timeouts,
): Promise<SessionRecord> {
  const { journal, clock } = context;
  try {
    // An exit that we lost sight of may still be under way, though nothing shows it: then its mark is what will count.
    const since = await journal.exitingSince(record);
    if (since === undefined || clock.now() - since >= exitMs) await journal.open(record);
  } catch (error) {
    // What was written before the enter call is still there, and tells enough to go on.
    context.progress.warn(`the journal was not renewed: ${messageOf(error)}`);
  }
  return record;
}
