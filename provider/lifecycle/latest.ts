import type { Context } from "./context";
import { during } from "./errors";
import { isUnfinished, type SessionRecord } from "./record";

/**
 * What is to be believed of an entry that did not finish: an engine that was killed while it was repeated has left the
 * state with the earlier entry, and only the journal knows the later one.
 */
export async function latest(context: Context, record: SessionRecord): Promise<SessionRecord> {
  if (!isUnfinished(record)) return record;
  const { cloudTower, journal, progress } = context;
  const failure = { host: record.hostName, phase: "observe" as const, what: "the journal could not be read", record };
  const next = "mend that, then run the same command again; nothing was changed";
  const found = await during({ ...failure, next }, () => journal.find(cloudTower.server, record.hostId));
  if (!found?.submittedAt || time(found.submittedAt) <= time(record.submittedAt)) return record;
  progress.line(`there is a later entry, submitted at ${found.submittedAt}, which the journal has and the state lost`);
  return found;
}

function time(submittedAt: string | undefined): number {
  return submittedAt === undefined ? 0 : Date.parse(submittedAt);
}
