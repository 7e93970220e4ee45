import type { Clock } from "../../clock";
import { type Fact, type FactStore, type HostKey, type News, withHeld, withSubmitted } from "./facts";
import type { NameTag } from "./nameTag";
import type { Who } from "./receipt";
import type { SessionRecord } from "./record";

/** Who runs the verb, and the argument `reason`. Both are for people: nothing is decided by them. */
export interface Signature {
  by?: Who | undefined;
  reason?: string | undefined;
}

/** What is known of a host's sessions beyond the state: the facts as they were read, updated as events happen. */
export class Known {
  private constructor(
    private readonly store: FactStore,
    private readonly clock: Clock,
    private readonly host: HostKey,
    public facts: readonly Fact[],
    private readonly signature: Signature,
    readonly tag: NameTag | undefined,
  ) {}

  /** @param servers addresses by which the host's CloudTower is or was known. The first one that has facts counts */
  static async read(
    store: FactStore,
    clock: Clock,
    servers: readonly string[],
    hostId: string,
    signature: Signature = {},
    tag?: NameTag,
  ): Promise<Known> {
    for (const server of new Set(servers)) {
      const facts = await store.read({ server, hostId });
      if (facts.length > 0) return new Known(store, clock, { server, hostId }, facts, signature, tag);
    }
    return new Known(store, clock, { server: servers[0] ?? "", hostId }, [], signature, tag);
  }

  get owner(): string {
    return this.store.owner;
  }

  /** An event about this session, dated now. */
  news(record: SessionRecord): News {
    const { by, reason } = this.signature;
    return {
      owner: this.store.owner,
      at: new Date(this.clock.now()).toISOString(),
      record,
      ...(by ? { by } : {}),
      ...(reason ? { reason } : {}),
    };
  }

  /** Records an entry that is about to be sent, or what more is known of it. */
  async submitted(record: SessionRecord, exitMs: number): Promise<void> {
    await this.write(withSubmitted(this.facts, this.news(record), exitMs));
    await this.#show(record);
  }

  /** Records that this resource has entered or adopted the session. */
  async held(record: SessionRecord, exitMs: number): Promise<void> {
    const news = this.news(record);
    await this.write(withHeld(withSubmitted(this.facts, news, exitMs), news));
    await this.#show(record);
  }

  /** After the journal, because the tag is for those who lack it. */
  async #show(record: SessionRecord): Promise<void> {
    if (["entering", "maintenance"].includes(record.phase)) await this.tag?.put(record, this.signature.reason);
  }

  /** Replaces all facts of this resource. Even if they cannot be written, this run knows them. */
  async write(facts: readonly Fact[]): Promise<void> {
    this.facts = facts;
    await this.store.write(this.host, facts);
  }
}

/** Hands the facts to a resource that was renamed or moved by an alias. */
export async function passOn(from: FactStore, to: FactStore, host: HostKey): Promise<void> {
  const facts = (await from.read(host)).filter(({ owner }) => owner === from.owner);
  if (facts.length === 0) return;
  // In this order, so that a crash in between loses nothing.
  await to.write(
    host,
    facts.map((fact) => ({ ...fact, owner: to.owner })),
  );
  await from.write(host, []);
}
