import { openRunNotes, passOnRunNotes } from "../../../journal";
import { during } from "../../../lifecycle";
import { isAhead, type RunRecord, runFailures } from "../../../runs";
import type { RunInputs, RunState } from "../../run/state";
import { recordedSettingsFor, settingsFor } from "../config";
import { passOnFacts } from "../journal";

/** A run that was renamed or moved, with an alias, keeps its notes and its facts. @returns its former name if it was */
export async function passOn(
  olds: RunState,
  news: RunInputs,
  { server, hostId, hostName }: RunRecord,
): Promise<string | undefined> {
  const { __owner: owner = "" } = news;
  const former = await passOnFacts(olds, news, { server, hostId });
  if (former === undefined) return undefined;
  const { journalDir } = settingsFor(news.connection);
  await during(runFailures.notesUnreadable, { verb: "update", host: hostName }, () =>
    passOnRunNotes(former, owner, journalDir),
  );
  return former;
}

/**
 * Removes the notes of a run that is done, now that the state knows it.
 * @returns whether the notes know more: another round was begun, and its process died. False if they cannot be read
 */
export async function settleNotes(state: RunState): Promise<boolean> {
  if (state.phase !== "done") return false;
  try {
    const notes = await openRunNotes(state.__owner ?? "", recordedSettingsFor(state.connection).journalDir);
    const noted = await notes.read();
    if (!noted || noted.record.hostId !== state.hostId) return false;
    if (isAhead(noted, state)) return true;
    await notes.remove();
  } catch {
    // The verb that needs them says so.
  }
  return false;
}
