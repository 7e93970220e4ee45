import type { Fact, FactStore, HostKey } from "../lifecycle";

/** Facts of this run only, for `journalDir: off`. They are lost when the engine is killed. */
const inThisRun = new Map<string, Fact[]>();

export class MemoryStore implements FactStore {
  constructor(
    readonly owner: string,
    private readonly all: Map<string, Fact[]> = inThisRun,
  ) {}

  async read(host: HostKey): Promise<Fact[]> {
    const facts = this.all.get(keyOf(host)) ?? [];
    const held = facts.filter(({ kind }) => kind === "held").slice(-1);
    return [...facts.filter(({ owner, kind }) => owner === this.owner && kind !== "held"), ...held];
  }

  async write(host: HostKey, facts: readonly Fact[]): Promise<void> {
    const others = (this.all.get(keyOf(host)) ?? []).filter(({ owner }) => owner !== this.owner);
    this.all.set(keyOf(host), [...others, ...facts.filter(({ owner }) => owner === this.owner)]);
  }

  async mustBeWritable(): Promise<void> {}

  async keepReceipt(): Promise<undefined> {}
}

function keyOf({ server, hostId }: HostKey): string {
  return `${server} ${hostId}`;
}
