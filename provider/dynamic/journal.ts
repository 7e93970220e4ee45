import { FileJournal, journalDirectory } from "../journal";
import { during, type Journal, noJournal, type SessionRecord } from "../lifecycle";
import { recordedSettingsFor, settingsFor } from "./config";
import { type Inputs, type State, toRecord } from "./state";

/** Settling that goes on after its verb has answered. */
const settling = new Set<Promise<void>>();

/** The journal of one resource, once all that is being settled is. */
export async function journalOf(inputs: Inputs, setting: string | undefined): Promise<Journal> {
  await Promise.all(settling);
  return openJournal(inputs, setting);
}

async function openJournal({ __owner }: Inputs, setting: string | undefined): Promise<Journal> {
  const directory = await journalDirectory(setting);
  return directory && __owner ? new FileJournal(directory, __owner) : noJournal;
}

/** A resource that was renamed or moved, with an alias, keeps what the journal has of it. */
export async function passOnJournal(olds: State, news: Inputs): Promise<void> {
  const { __owner: owner } = news;
  if (!owner || !olds.__owner || owner === olds.__owner) return;
  const directory = await journalDirectory(settingsFor(news.connection).journalDir);
  if (!directory) return;
  const record = toRecord(olds);
  const failure = {
    host: olds.hostName,
    phase: "observe" as const,
    record,
    what: "the journal could not be passed on",
  };
  const next = "mend that, then run pulumi up again; nothing was changed";
  await during({ ...failure, next }, () => new FileJournal(directory, olds.__owner as string).passOn(record, owner));
}

/** The session stands in the state: a later create has nothing to resume. Nothing depends on it, so that it never fails. */
export async function settleJournal(state: State): Promise<void> {
  await settle(journalOfState(state), toRecord(state));
}

/**
 * The same without being waited for: the engine asks for one diff after the other.
 * @returns whether the journal knows more of the session than the state; where it cannot be read, no
 */
export async function settleJournalSoon(state: State): Promise<boolean> {
  const [journal, record] = [journalOfState(state), toRecord(state)];
  const mine = settle(journal, record).finally(() => settling.delete(mine));
  settling.add(mine);
  try {
    return await (await journal).isAhead(record);
  } catch {
    return false;
  }
}

async function journalOfState(state: State): Promise<Journal> {
  return openJournal(state, recordedSettingsFor(state.connection).journalDir);
}

async function settle(journal: Promise<Journal>, record: SessionRecord): Promise<void> {
  try {
    await (await journal).settle(record);
  } catch {
    // A journal that cannot be read is told by the verb that needs it.
  }
}
