import DataLoader from "dataloader";
import type { Clock } from "../clock";
import { type Asker, askersNow, askingFor } from "./asker";
import { type CallOptions, DEFAULT_PATIENCE_MS } from "./requester";
import { unlessAborted } from "./retry";

/** The number of entries that a request asks for. */
const PAGE_SIZE = 100;
/** More than any CloudTower has, of anything: a list that goes on comes from a server that never ends it. */
const MOST_ENTRIES = 100_000;
/** The same where its pages are small. */
const MOST_PAGES = 2_000;

/** One page of a list operation: `first` entries after `skip`, in a stable order. */
export interface Page {
  first: number;
  skip: number;
  orderBy: "id_ASC";
}

/**
 * Reads a list to its end. The server may return fewer entries than requested, so only a page without new entries is the end,
 * unless `enough` says so earlier. An entry that appears on two pages is returned once.
 * @throws EndlessList if every page brings new entries, without end
 */
export async function readAll<Entry extends { id: string }>(
  readPage: (page: Page) => Promise<Entry[]>,
  enough: (count: number) => boolean = () => false,
  first = PAGE_SIZE,
): Promise<Entry[]> {
  const byId = new Map<string, Entry>();
  for (let skip = 0, pages = 1; ; pages++) {
    const page = await readPage({ first, skip, orderBy: "id_ASC" });
    const before = byId.size;
    for (const entry of page) byId.set(entry.id, entry);
    skip += page.length;
    if (byId.size === before || enough(byId.size)) return [...byId.values()];
    if (byId.size > MOST_ENTRIES || pages >= MOST_PAGES) throw new EndlessList(byId.size, pages);
  }
}

/** What a list of a server that does not end it is given up with. */
class EndlessList extends Error {
  override readonly name = "EndlessList";

  constructor(entries: number, pages: number) {
    super(
      `CloudTower's list did not end: ${entries} entries in ${pages} pages, and each page brings new ones. At most ${MOST_ENTRIES} entries in ${MOST_PAGES} pages are read. Check that cloudtower:server (CLOUDTOWER_SERVER) is a CloudTower`,
    );
  }
}

/** Splits `items` into groups that fit into one request. */
export function inGroups<T>(items: readonly T[], size = PAGE_SIZE): T[][] {
  const groups: T[][] = [];
  for (let start = 0; start < items.length; start += size) groups.push(items.slice(start, start + size));
  return groups;
}

/** How long a read waits for others to join its request, in milliseconds. It is less than a round trip. */
const JOIN_MS = 2;
/** How long it waits for a request that is under way. Reads that come in the meantime share the next one. */
const BUSY_MS = 20;

/** Reads many keys with few requests. Unknown keys are missing from the result. */
export type ReadMany<Key, Value> = (keys: readonly Key[], options: CallOptions) => Promise<ReadonlyMap<Key, Value>>;

/**
 * Reads what belongs to several owners in one request. An entry's owner may be null by contract: then only a query for one owner
 * tells whose it is, and each is asked for alone.
 */
export async function readByOwner<Entry>(
  owners: readonly string[],
  read: (owners: readonly string[]) => Promise<Entry[]>,
  ownerOf: (entry: Entry) => string | null | undefined,
): Promise<Map<string, Entry[]>> {
  const all = await read(owners);
  const [only] = owners;
  if (owners.length === 1 && only !== undefined) return new Map([[only, all]]);
  const byOwner = new Map(owners.map((owner): [string, Entry[]] => [owner, []]));
  for (const entry of all) byOwner.get(ownerOf(entry) ?? "")?.push(entry);
  if (all.every((entry) => byOwner.has(ownerOf(entry) ?? ""))) return byOwner;
  const each = owners.map(async (owner): Promise<[string, Entry[]]> => [owner, await read([owner])]);
  return new Map(await Promise.all(each));
}

interface Asked<Key> {
  key: Key;
  askers: ReadonlySet<Asker>;
  /** The same object for all keys of one read. */
  caller: CallOptions;
}

/**
 * Joins reads that come at about the same time into few requests. It caches nothing: every read is answered by a request that was
 * sent after the read began. If a request fails, it fails for all reads that share it.
 */
export class JoinedReads<Key, Value> {
  readonly #loader: DataLoader<Asked<Key>, Value | undefined>;
  readonly #clock: Clock;
  #underWay: Promise<unknown> | undefined;

  /** @param atOnce most keys of one request */
  constructor(readMany: ReadMany<Key, Value>, clock: Clock, atOnce = PAGE_SIZE) {
    this.#clock = clock;
    this.#loader = new DataLoader((asked) => this.#tracked(readTogether(readMany, asked)), {
      cache: false,
      maxBatchSize: atOnce,
      batchScheduleFn: (send) => void this.#turn().then(send),
    });
  }

  async #turn(): Promise<void> {
    await this.#clock.sleep(JOIN_MS);
    if (!this.#underWay) return;
    const enough = new AbortController();
    const longest = this.#clock.sleep(BUSY_MS, enough.signal).catch(() => undefined);
    await Promise.race([this.#underWay, longest]);
    // With a reason, because making the default one takes longer than the rest of this.
    enough.abort("enough");
  }

  /** Never rejects: the result does not matter here. */
  #tracked<T>(answer: Promise<T>): Promise<T> {
    const over = () => {
      if (this.#underWay === mine) this.#underWay = undefined;
    };
    const mine = answer.then(over, over);
    this.#underWay = mine;
    return answer;
  }

  /** The values of these keys, in their order. The signal stops only this caller from waiting. */
  async read(keys: readonly Key[], options: CallOptions = {}): Promise<Value[]> {
    options.signal?.throwIfAborted();
    const caller = { ...options };
    const askers = askersNow();
    const values = Promise.all(keys.map((key) => this.#loader.load({ key, askers, caller })));
    return (await unlessAborted(values, caller.signal)).filter((value) => value !== undefined);
  }
}

async function readTogether<Key, Value>(
  readMany: ReadMany<Key, Value>,
  asked: readonly Asked<Key>[],
): Promise<(Value | undefined)[]> {
  const waiting = asked.filter(({ caller }) => !caller.signal?.aborted);
  // Nobody waits for the answer any more.
  if (waiting.length === 0) return asked.map(() => undefined);
  const callers = [...new Set(waiting.map(({ caller }) => caller))];
  const group = abortedByAll(new Set(callers.map(({ signal }) => signal)));
  try {
    const keys = [...new Set(waiting.map(({ key }) => key))];
    const patienceMs = Math.max(...callers.map(({ patienceMs = DEFAULT_PATIENCE_MS }) => patienceMs));
    const all = waiting.flatMap(({ askers }) => [...askers]);
    const throughFailover = callers.some((caller) => caller.throughFailover !== false);
    const found = await askingFor(all, () => readMany(keys, { signal: group.signal, patienceMs, throughFailover }));
    return asked.map(({ key }) => found.get(key));
  } finally {
    group.release();
  }
}

/** A signal that is aborted once all of these are. A caller without a signal keeps it alive. */
function abortedByAll(signals: ReadonlySet<AbortSignal | undefined>) {
  const all = new AbortController();
  let staying = signals.size;
  const leave = () => {
    staying -= 1;
    if (staying === 0) all.abort();
  };
  for (const signal of signals) signal?.addEventListener("abort", leave, { once: true });
  return {
    signal: all.signal,
    release: () => {
      for (const signal of signals) signal?.removeEventListener("abort", leave);
    },
  };
}
