import { openRunNotes } from "../../../journal";
import type { RunNotes } from "../../../runs";
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
    read: async () => notes.read().then((record) => (record?.hostId === hostId ? record : undefined)),
    write: (record) => notes.write(record),
    remove: () => notes.remove(),
  };
}

/** Removes the notes of a run that is done, now that the state knows it. Nothing depends on this, so it never fails. */
export async function settleNotes(state: RunState): Promise<void> {
  if (state.phase !== "done") return;
  try {
    const notes = await notesOf(state, recordedSettingsFor(state.connection).journalDir);
    const noted = await notes.read();
    if (noted && noted.revision <= state.revision) await notes.remove();
  } catch {
    // The verb that needs them says so.
  }
}
