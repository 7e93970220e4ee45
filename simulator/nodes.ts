import type { Clock } from "./model/clock";

/** How a node is silent during a failover: it breaks every connection, or it never answers. */
export type Silence = "reset" | "hang";

export type NodeState = "active" | "passive" | Silence;

/** The nodes of one CloudTower: one, or an active and a passive one, which share tasks and sessions. */
export class Nodes {
  /** The address of each node, such as http://127.0.0.1:40001. */
  readonly urls: string[] = [];
  #active = 0;
  #silence: Silence = "reset";
  #gap: object | null = null;

  constructor(
    private readonly clock: Clock,
    /** Is there a standby? */
    readonly hasStandby: boolean,
  ) {}

  get count(): number {
    return this.hasStandby ? 2 : 1;
  }

  /** 0 or 1; during a failover, the node that will be active. */
  get active(): number {
    return this.#active;
  }

  stateOf(node: number): NodeState {
    if (this.#gap) return this.#silence;
    return node === this.#active ? "active" : "passive";
  }

  /** Makes the other node the active one. For `gapMs` simulated milliseconds, no node answers. */
  failover(gapMs: number, silence: Silence): void {
    if (!this.hasStandby) throw new Error("This CloudTower has no standby: start it with one.");
    this.#active = 1 - this.#active;
    this.#silence = silence;
    const gap = gapMs > 0 ? {} : null;
    this.#gap = gap;
    this.clock.after(gapMs, () => {
      if (this.#gap === gap) this.#gap = null;
    });
  }
}
