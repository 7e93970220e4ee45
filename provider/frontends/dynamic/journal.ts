import { openFacts } from "../../journal";
import {
  during,
  type FactStore,
  failures,
  type HostKey,
  isAhead,
  passOn,
  type SessionRecord,
  settled,
} from "../../lifecycle";
import { type Inputs, type State, toRecord } from "../state";
import { recordedSettingsFor, settingsFor } from "./config";

/** Writes that are still running after their verb has answered. */
const settling = new Set<Promise<unknown>>();

/** The facts of one resource, after all pending writes. */
export async function factsOf(inputs: Inputs, setting: string | undefined): Promise<FactStore> {
  await Promise.all(settling);
  return openFacts(inputs.__owner, setting);
}

/** A resource that was renamed or moved, with an alias, keeps its facts. @returns its former name if it was */
export async function passOnFacts(
  olds: Pick<State, "__owner" | "hostName">,
  news: Pick<Inputs, "__owner" | "connection">,
  host: HostKey,
  record?: SessionRecord,
): Promise<string | undefined> {
  const { __owner: owner } = news;
  if (!owner || !olds.__owner || owner === olds.__owner) return undefined;
  const { journalDir } = settingsFor(news.connection);
  const about = { verb: "update" as const, host: olds.hostName, record };
  await during(failures.journalUnreadable, about, async () =>
    passOn(await openFacts(olds.__owner, journalDir), await openFacts(owner, journalDir), host),
  );
  return olds.__owner;
}

/** Removes facts that are now in the state, so that no later create continues them. Nothing depends on this, so it never fails. */
export async function settle(state: State): Promise<void> {
  await settleSoon(state);
  await Promise.all(settling);
}

/**
 * The same without waiting for the write, because the engine calls one diff after the other.
 * @returns whether the facts know more of the session than the state; false if they cannot be read
 */
export async function settleSoon(state: State): Promise<boolean> {
  try {
    const record = toRecord(state);
    const store = await openFacts(state.__owner, recordedSettingsFor(state.connection).journalDir);
    const facts = await store.read(record);
    const rest = settled(facts, record);
    if (rest.length < facts.length) {
      const mine = store
        .write(record, rest)
        .catch(() => undefined)
        .finally(() => settling.delete(mine));
      settling.add(mine);
    }
    return isAhead(record, facts);
  } catch {
    // The verb that needs the journal reports that it cannot be read.
    return false;
  }
}
