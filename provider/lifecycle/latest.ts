import type { Context } from "./context";
import { during } from "./errors";
import { isLater, type SessionRecord } from "./record";

/**
 * What is to be believed of a session: an engine that was killed while an entry was repeated has left the state with the
 * earlier one, and only the journal knows the later.
 */
export async function latest(context: Context, record: SessionRecord): Promise<SessionRecord> {
  const { cloudTower, journal, progress } = context;
  const failure = { host: record.hostName, phase: "observe" as const, what: "the journal could not be read", record };
  const next = "mend that, then run the same command again; nothing was changed";
  const found = await during({ ...failure, next }, () => journal.findAny(cloudTower.server, record.hostId));
  if (!found || !isLater(found, record)) return record;
  progress.line(`there is a later entry, submitted at ${found.submittedAt}, which the journal has and the state lost`);
  return found;
}
