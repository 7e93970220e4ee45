import type { Context } from "./context";
import type { SessionRecord } from "./record";

/** Has an exit of ours been submitted that did not come to its end? Where the journal cannot tell: no, with a warning. */
export async function isExiting({ journal, progress }: Context, record: SessionRecord): Promise<boolean> {
  try {
    return (await journal.exitingSince(record)) !== undefined;
  } catch (error) {
    progress.warn(
      `whether an exit of ours was under way is not known: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
}

/** Notes that an exit is about to be submitted; tells whether an earlier one was. */
export async function markExiting({ journal, progress, clock }: Context, record: SessionRecord): Promise<boolean> {
  try {
    const since = await journal.exitingSince(record);
    await journal.exiting(record, clock.now());
    return since !== undefined;
  } catch (error) {
    // The exit matters more: without the mark the next destroy names what is off instead of starting it.
    progress.warn(`the journal was not written: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
