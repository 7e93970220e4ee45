import { openRunNotes } from "../../../journal";
import { isAhead, type RunNotes } from "../../../runs";
import type { RunInputs, RunState } from "../../run/state";
import { recordedSettingsFor } from "../config";

/** The notes of a run on this machine. */
export async function notesOf(
  { __owner: owner = "", hostId }: RunInputs,
  setting: string | undefined,
): Promise<RunNotes> {
  const notes = await openRunNotes(owner, setting);
  return {
    directory: notes.directory,
    disk: () => notes.disk(),
    // Those of another host are of a resource that was replaced: its own delete has brought that host back.
    read: async () => notes.read().then((noted) => (noted?.record.hostId === hostId ? noted : undefined)),
    write: (noted) => notes.write(noted),
    remove: () => notes.remove(),
  };
}

/**
 * Removes the notes of a run that is done, now that the state knows it.
 * @returns whether the notes know more: another round was begun, and its process died. False if they cannot be read
 */
export async function settleNotes(state: RunState): Promise<boolean> {
  if (state.phase !== "done") return false;
  try {
    const notes = await notesOf(state, recordedSettingsFor(state.connection).journalDir);
    const noted = await notes.read();
    if (!noted) return false;
    if (isAhead(noted, state)) return true;
    await notes.remove();
  } catch {
    // The verb that needs them says so.
  }
  return false;
}
