import nodeFetch from "node-fetch";
import { CloudTower } from "../../../provider/cloudtower";
import {
  type Context,
  create,
  type EnterRequest,
  LifecycleError,
  type RemoveRequest,
  read,
  remove,
  type SessionRecord,
  update,
} from "../../../provider/lifecycle";
import { buildLab, heldBy, type Lab } from "../../support/buildLab";
import type { Action, Case, Meanwhile, Policy, Step } from "./case";
import { afterDestroy, afterStep } from "./invariants";
import { Life } from "./life";
import { MemoryJournal } from "./memoryJournal";
import { Watch } from "./watch";
import { SPEED, scenarioOf, World } from "./world";

/** What Pulumi keeps: the session, and the program as it was when it was recorded. */
export interface State {
  record: SessionRecord;
  policy: Policy;
}

/** A CloudTower with other ids, and what has been asked of it. */
export interface Elsewhere {
  server: string;
  accepted(): number;
}

/** A case as it goes on: the verbs as Pulumi would call them, and all that the invariants have to know. */
export class Story {
  state: State | undefined;
  life: Life | undefined;
  readonly journal = new MemoryJournal();
  readonly watch: Watch;
  /** The last failure of a verb. */
  failure: LifecycleError | undefined;
  readonly counts = { verbs: 0, failed: 0, destroyed: 0 };
  #policy: Policy;

  private constructor(
    readonly lab: Lab,
    readonly world: World,
    readonly given: Case,
    private readonly elsewhere: Elsewhere,
  ) {
    this.watch = new Watch(lab.simulator, world);
    this.#policy = given.policy;
  }

  static async open(given: Case, elsewhere: Elsewhere): Promise<Story> {
    const { quirks, seed } = given;
    const lab = await buildLab({ scenario: scenarioOf(given.cluster), quirks, seed: seed + 1, speed: SPEED });
    return new Story(lab, new World(lab.simulator, given), given, elsewhere);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "up":
        if (step.policy) this.#policy = step.policy;
        await this.#beside(step.meanwhile, () => this.up(step.killed));
        break;
      case "refresh":
        await this.#beside(step.meanwhile, () => this.#refresh());
        break;
      case "destroy":
        await this.#beside(step.meanwhile, () => this.destroy());
        break;
      case "destroyElsewhere":
        await this.#destroyElsewhere();
        break;
      case "operator":
        this.operate(step.action);
        break;
      case "fault":
        this.lab.simulator.faults.inject(step.fault);
        break;
      case "wait":
        await this.lab.clock.sleep(step.seconds * 1_000);
    }
    afterStep(this);
  }

  /** Of each verb its own: each stands for a run of the engine. */
  get context(): Context {
    return { ...this.lab.context, journal: this.journal, adopted: new Map() };
  }

  operate(action: Action): void {
    this.life?.note(action, this.world);
    this.watch.look();
    const done = this.world.act(action);
    this.watch.look();
    if (done && ["enter", "replaceSession"].includes(action.act)) this.#mayPassAsOurs();
  }

  /**
   * A record that knows no more of its session than when it asked for it takes for its own what begins soon after: the
   * rule "ours after a lost answer" of the design.
   */
  #mayPassAsOurs(): void {
    const record = this.state?.record ?? this.journal.entry;
    const { session, state } = this.lab.simulator.host(this.world.hostId);
    const isVague = record?.phase === "entering" && !record.maintenanceJobId && !record.enteredAt;
    if (isVague && session && state !== "IN_USE") this.watch.ours.add(session.jobId);
  }

  async up(killed: boolean): Promise<void> {
    const policy = this.#policy;
    this.watch.policy = policy;
    const { state } = this;
    if (state) {
      await this.journal.settle(state.record);
      const record = await this.#verb(() => update(this.context, this.#request(policy), state.record));
      // Pulumi keeps the new program only if update succeeded or left something.
      if (record) this.state = { record, policy };
      return;
    }
    if (!this.journal.entry) this.life = new Life(this.lab.simulator, this.lab.told);
    const record = await this.#verb(() => create(this.context, this.#request(policy)));
    if (record?.adopted && !killed)
      this.watch.ours.add(this.lab.simulator.host(this.world.hostId).session?.jobId ?? "none");
    if (record && !killed) this.state = { record, policy };
    if (!record && !this.journal.entry) this.life = undefined;
  }

  async #refresh(): Promise<void> {
    const { state } = this;
    if (!state) return;
    await this.journal.settle(state.record);
    const seen = await this.#verb(async () => ({ record: await read(this.context, state.record) }), false);
    if (!seen) return;
    this.state = seen.record && { ...state, record: seen.record };
    if (!seen.record) this.life = undefined;
  }

  async destroy(): Promise<void> {
    const { state } = this;
    if (!state) return;
    this.watch.policy = state.policy;
    const done = await this.#verb(async () => {
      await remove(this.context, state.record, this.#exit(state.policy));
      return true;
    }, false);
    if (!done) return;
    this.counts.destroyed += 1;
    this.state = undefined;
    afterDestroy(this, state);
    this.life = undefined;
  }

  async #destroyElsewhere(): Promise<void> {
    const { state } = this;
    if (!state) return;
    const { clock } = this.lab;
    const cloudTower = new CloudTower({
      server: this.elsewhere.server,
      credentials: { username: "root", password: "simulator", source: "LOCAL" },
      clock,
      fetch: heldBy(clock, nodeFetch),
    });
    const before = this.elsewhere.accepted();
    const context = { ...this.context, cloudTower };
    const done = await this.#verb(async () => {
      await remove(context, state.record, this.#exit(state.policy));
      return true;
    }, false);
    if (done) throw new Error("a destroy against another server succeeded");
    if (this.elsewhere.accepted() > before) throw new Error("a destroy against another server changed something there");
  }

  /** @returns what is in the state after it; undefined when nothing new is */
  async #verb<T>(verb: () => Promise<T>, mayLeave = true): Promise<T | undefined> {
    this.counts.verbs += 1;
    this.failure = undefined;
    try {
      return await verb();
    } catch (error) {
      if (!(error instanceof LifecycleError)) throw error;
      this.counts.failed += 1;
      this.failure = error;
      return mayLeave ? (error.failure.record as T | undefined) : undefined;
    }
  }

  /** Something else happens while the verb is at work. */
  async #beside(meanwhile: Meanwhile | undefined, verb: () => Promise<void>): Promise<void> {
    if (!meanwhile) return verb();
    const happening = this.lab.clock.sleep(meanwhile.afterMs).then(() => this.operate(meanwhile.action));
    try {
      await verb();
    } finally {
      await happening;
    }
  }

  #request(policy: Policy): EnterRequest {
    const ms = policy.timeoutSeconds * 1_000;
    return {
      hostId: this.world.hostId,
      consent: this.world.selection(policy.consent),
      cap: this.world.selection(policy.cap),
      ifAlreadyInMaintenance: policy.ifAlreadyInMaintenance,
      timeouts: { precheckMs: ms, enterMs: ms, exitMs: ms },
    };
  }

  #exit(policy: Policy): RemoveRequest {
    const { selection } = this.world;
    const select = selection.bind(this.world);
    return {
      exitMs: policy.timeoutSeconds * 1_000,
      restore: {
        powerOn: select(policy.powerOn),
        liveMigrateBack: select(policy.liveMigrateBack),
        offlineMigrateBack: select(policy.offlineMigrateBack),
        changed: policy.changed,
      },
      onForeignSession: policy.onForeignSession,
    };
  }
}
