import type { Clock } from "./model/clock";

/** How a node is silent while a standby takes over: it breaks every connection, or it never answers. */
export type Silence = "reset" | "hang";

export type NodeState = "active" | "passive" | Silence;

/** The machines that one CloudTower runs on: one, or an active and a passive one, which know the same tasks and sessions. */
export class Nodes {
  /** Where each listens, such as http://127.0.0.1:40001. */
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

  /** 0 or 1; while nothing answers, the one that will. */
  get active(): number {
    return this.#active;
  }

  stateOf(node: number): NodeState {
    if (this.#gap) return this.#silence;
    return node === this.#active ? "active" : "passive";
  }

  /** From now on the other node is the active one; for `gapMs` simulated milliseconds nothing answers at all. */
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
