import { MemoryStore } from "../../provider/journal";
import {
  type Fact,
  type FactStore,
  type HostKey,
  isAhead,
  type Receipt,
  type SessionRecord,
  settled,
} from "../../provider/lifecycle";
import { latest } from "../../provider/lifecycle/session/facts";
import type { VirtualClock } from "./virtualClock";

/** Knows nothing, as on a machine that never ran this resource. */
export const forgetful: FactStore = {
  owner: "project/stack/name",
  read: async () => [],
  write: async () => undefined,
  mustBeWritable: async () => undefined,
  keepReceipt: async () => undefined,
};

/** A real store that a test can inspect. Default: in memory, of one resource. */
export class WatchedStore implements FactStore {
  /** Of the sessions that ended, in order. */
  readonly receipts: Receipt[] = [];
  /** What was written last, by host. */
  readonly #written = new Map<string, readonly Fact[]>();

  constructor(private readonly store: FactStore = new MemoryStore("project/stack/name", new Map())) {}

  get owner(): string {
    return this.store.owner;
  }

  async read(host: HostKey): Promise<Fact[]> {
    return this.store.read(host);
  }

  async write(host: HostKey, facts: readonly Fact[]): Promise<void> {
    await this.store.write(host, facts);
    this.#written.set(`${host.server} ${host.hostId}`, facts);
  }

  async mustBeWritable(): Promise<void> {
    await this.store.mustBeWritable();
  }

  async keepReceipt(record: SessionRecord, receipt: Receipt): Promise<string | undefined> {
    this.receipts.push(structuredClone(receipt));
    return this.store.keepReceipt(record, receipt);
  }

  /** Does what the next command does when it finds the session in the state. */
  async settle(record: SessionRecord): Promise<void> {
    await this.write(record, settled(await this.read(record), record));
  }

  async isAhead(record: SessionRecord): Promise<boolean> {
    return isAhead(record, await this.read(record));
  }

  /** The entry that a create would continue, of any host. */
  get entry(): SessionRecord | undefined {
    for (const facts of this.#written.values()) {
      const entry = latest(undefined, facts);
      if (entry) return entry;
    }
    return undefined;
  }
}

/** A store that stops the clock while it works: a disk takes no virtual time. */
export function heldStore(clock: VirtualClock, store: FactStore): FactStore {
  let underWay = 0;
  const others = clock.busy;
  clock.busy = () => underWay > 0 || others();
  const held = async <T>(work: Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
    }
  };
  return {
    owner: store.owner,
    read: (host) => held(store.read(host)),
    write: (host, facts) => held(store.write(host, facts)),
    mustBeWritable: () => held(store.mustBeWritable()),
    keepReceipt: (record, receipt) => held(store.keepReceipt(record, receipt)),
  };
}
