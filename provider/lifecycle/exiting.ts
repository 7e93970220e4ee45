import type { Context } from "./context";
import { messageOf } from "./errors";
import type { SessionRecord } from "./record";

/** Has an exit of ours been submitted that did not come to its end? Where the journal cannot tell: no, with a warning. */
export async function isExiting({ journal, progress }: Context, record: SessionRecord): Promise<boolean> {
  try {
    return (await journal.exitingSince(record)) !== undefined;
  } catch (error) {
    progress.warn(`whether an exit of ours was under way is not known: ${messageOf(error)}`);
    return false;
  }
}

/** When an exit was submitted whose end we have seen: what it left off is for us to start, and it is not under way. */
const SEEN_TO_END = 0;

/** Notes that an exit is about to be submitted. @returns when an earlier one was, if it did not come to its end */
export async function markExiting(
  { journal, progress, clock }: Context,
  record: SessionRecord,
): Promise<number | undefined> {
  try {
    const since = await journal.exitingSince(record);
    await journal.exiting(record, clock.now());
    return since;
  } catch (error) {
    // The exit matters more: without the mark the next destroy names what is off instead of starting it.
    progress.warn(`the journal was not written: ${messageOf(error)}`);
    return undefined;
  }
}

/** May an exit that was submitted then still be under way, as far as we have seen? */
export function mayBeUnderWay(since: number | undefined): boolean {
  return since !== undefined && since !== SEEN_TO_END;
}

/** The exit was refused: what was noted before holds again. */
export async function unmarkExiting(
  { journal }: Context,
  record: SessionRecord,
  before: number | undefined,
): Promise<void> {
  const undone = before === undefined ? journal.notExiting(record) : journal.exiting(record, before);
  await undone.catch(() => undefined);
}

/** Notes that the exit has ended, without success. */
export async function markEnded({ journal }: Context, record: SessionRecord): Promise<void> {
  // Without it the next destroy only waits longer.
  await journal.exiting(record, SEEN_TO_END).catch(() => undefined);
}
