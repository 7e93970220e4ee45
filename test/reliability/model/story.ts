import { recordedTexts } from "../../../provider/frontends/state";
import {
  type Context,
  create,
  LifecycleError,
  type MaintenanceRequest,
  read,
  remove,
  type SessionRecord,
  update,
} from "../../../provider/lifecycle";
import { type SimulatedLifecycle, startLifecycle } from "../../shared/simulatedLifecycle";
import type { WatchedStore } from "../../shared/watchedStore";
import { strangeCause } from "../causes";
import type { Action, Case, Elsewhere, Kill, Meanwhile, Policy, Step } from "./case";
import { openElsewhere } from "./elsewhere";
import { afterDestroy, afterLoss, afterStep } from "./invariants";
import { Life } from "./life";
import { Machines } from "./machines";
import { previewed, wronglyForeseen } from "./preview";
import { Run } from "./run";
import { Sibling } from "./sibling";
import { mayPassAsOurs } from "./vague";
import { Watch } from "./watch";
import { MACHINES, SPEED, scenarioOf, World } from "./world";

/** What Pulumi keeps: the session, and the program as it was when it was recorded. */
export interface State {
  record: SessionRecord;
  policy: Policy;
}

/** How a verb ended, as far as Pulumi hears of it. */
type End<T> = { is: "done"; value: T } | { is: "failed"; error: LifecycleError } | { is: "killed" };

/** A case as it goes on: the verbs as Pulumi would call them, and all that the invariants have to know. */
export class Story {
  state: State | undefined;
  life: Life | undefined;
  readonly watch: Watch;
  /** The last failure of a verb. */
  failure: LifecycleError | undefined;
  readonly counts = { verbs: 0, failed: 0, destroyed: 0, kills: 0 };
  /** Times of enter calls of which we have heard that they were refused. */
  readonly refused = new Set<string>();
  /** Another resource in the same cluster. */
  readonly sibling: Sibling;
  #policy: Policy;

  private constructor(
    readonly lab: SimulatedLifecycle,
    readonly world: World,
    readonly given: Case,
    readonly machines: Machines,
  ) {
    this.watch = new Watch(lab.simulator, world);
    this.sibling = new Sibling(this);
    this.#policy = given.policy;
  }

  static async open(given: Case): Promise<Story> {
    const { quirks, seed } = given;
    const lab = await startLifecycle({ scenario: scenarioOf(given.cluster), quirks, seed: seed + 1, speed: SPEED });
    const machines = await Machines.open(MACHINES, "project/stack/name", lab.clock);
    return new Story(lab, new World(lab.simulator, given), given, machines);
  }

  /** That of the machine in use. */
  get journal(): WatchedStore {
    return this.machines.journal;
  }

  get nameTag(): Context["nameTag"] {
    return this.given.hasNameTag ? { text: "ops-prod" } : undefined;
  }

  async close(): Promise<void> {
    await this.lab.simulator.close();
    await this.machines.close();
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "up":
        if (step.policy) this.#policy = step.policy;
        await this.#previewedUp(step);
        break;
      case "sibling":
        await this.sibling[step.verb]();
        break;
      case "machine":
        // Calls are told apart by the second in which they were sent, and two machines do not share one.
        await this.lab.clock.sleep(1_000);
        this.machines.use(step.number);
        break;
      case "refresh":
        await this.#beside(step.meanwhile, () => this.#refresh(step.kill));
        break;
      case "destroy":
        await this.#beside(step.meanwhile, () => this.destroy(step.kill));
        break;
      case "destroyElsewhere":
        await this.#destroyElsewhere(step.where);
        break;
      case "operator":
        await this.lab.clock.sleep(step.afterSeconds * 1_000);
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

  operate(action: Action): void {
    this.life?.note(action, this.world);
    this.sibling.note(action);
    this.watch.look();
    this.world.act(action);
    this.watch.look();
    this.#lookForVague();
  }

  #lookForVague(): void {
    const { session } = this.watch;
    if (session && mayPassAsOurs(this)) this.watch.mayPassAsOurs.add(session);
  }

  /** What was foreseen just before is held against what the command then does, where nothing else comes between. */
  async #previewedUp({ isPreviewed, kill, meanwhile }: Extract<Step, { do: "up" }>): Promise<void> {
    const foreseen = isPreviewed ? await previewed(this, this.#request(this.#policy)) : undefined;
    const { state } = this;
    const { length: first } = this.lab.simulator.requests;
    const { length: toldBefore } = this.lab.told;
    const isHit = this.lab.simulator.faults.list().length > 0 || this.#isLeaving();
    await this.#beside(meanwhile, () => this.up(kill));
    if (!foreseen || kill || meanwhile || isHit) return;
    const wrong = wronglyForeseen(this, foreseen, state !== undefined, first, this.lab.told.slice(toldBefore));
    if (wrong) throw new Error([wrong, ...this.lab.told.slice(-20), `--- failed: ${this.failure?.message}`].join("\n"));
  }

  /** Somebody's exit that is running ends when it will: before or after the command looks. */
  #isLeaving(): boolean {
    const { simulator } = this.lab;
    const { hostId } = this.world;
    const isRunning = simulator.snapshot().tasks.some((task) => task.resourceId === hostId && !task.finishedAt);
    return isRunning && simulator.host(hostId).session?.state === "MAINTENANCE_MODE";
  }

  async up(kill?: Kill): Promise<void> {
    const policy = this.#policy;
    this.watch.policy = policy;
    const { state, lab } = this;
    const toldBefore = lab.told.length;
    const failedBefore = this.journal.entry?.phase === "entry-failed";
    if (state) await this.journal.settle(state.record);
    else if (!this.life) {
      this.life = new Life(lab.simulator, lab.clock.now());
      for (const uuid of this.sibling.late) this.life.touched.add(uuid);
    }
    await this.#lookForBlindness();
    const request = this.#request(policy);
    const end = await this.#verb(kill, ({ context }) =>
      state ? update(context, request, state.record) : create(context, request),
    );
    this.watch.look();
    const record = end.is === "done" ? end.value : end.is === "failed" ? end.error.failure.record : undefined;
    if (record?.adopted) for (const jobId of this.watch.sessionsOf(record)) this.watch.ours.add(jobId);
    // What a killed engine has taken over stands in the journal at most: whose it is may be seen in either way.
    const kept = this.journal.entry;
    if (kept?.adopted) for (const jobId of this.watch.sessionsOf(kept)) this.watch.mayPassAsOurs.add(jobId);
    // Pulumi keeps the new program only if the verb succeeded or left something.
    if (record) this.state = { record: recordedTexts(record), policy };
    // What an entry of ours has left is ours to give back, whoever came after it.
    if (!failedBefore) this.life?.letGo(lab.told.slice(toldBefore));
    if (!this.state && this.machines.entries.length === 0) this.life = undefined;
  }

  /** A command on a machine that does not know what another has done goes by what CloudTower shows. */
  async #lookForBlindness(): Promise<void> {
    if (this.life && (await this.machines.isBlind(this.state?.record))) this.life.isBlind = true;
  }

  async #refresh(kill?: Kill): Promise<void> {
    const { state, lab } = this;
    if (!state) return;
    await this.journal.settle(state.record);
    await this.#lookForBlindness();
    const toldBefore = lab.told.length;
    const end = await this.#verb(kill, ({ context }) => read(context, state.record));
    if (end.is !== "done") return;
    this.state = end.value && { ...state, record: recordedTexts(end.value) };
    if (end.value) return;
    afterLoss(this, state, lab.told.slice(toldBefore));
    this.life = undefined;
  }

  async destroy(kill?: Kill): Promise<void> {
    const { state, journal } = this;
    if (!state) return;
    this.watch.policy = state.policy;
    const touchedBefore = new Set(this.life?.touched);
    const receiptsBefore = journal.receipts.length;
    await this.#lookForBlindness();
    const end = await this.#verb(kill, ({ context }) => remove(context, state.record, this.#request(state.policy)));
    if (end.is !== "done") return;
    this.counts.destroyed += 1;
    this.state = undefined;
    afterDestroy(this, state, touchedBefore, journal.receipts.slice(receiptsBefore));
    this.life = undefined;
  }

  async #destroyElsewhere(where: Elsewhere): Promise<void> {
    const { state } = this;
    if (!state) return;
    const { submittedAt, enteredAt, maintenanceJobId } = state.record;
    // A session of which nothing is known cannot be told from any other.
    if (!submittedAt && !enteredAt && !maintenanceJobId) return;
    const other = await openElsewhere(this, where);
    try {
      const { context } = new Run(this.lab, this.journal, [other.url]);
      const error = await remove(context, state.record, this.#request(state.policy)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      this.counts.verbs += 1;
      if (error === undefined) throw new Error(`a destroy against another server (${where}) succeeded`);
      if (!(error instanceof LifecycleError)) throw error;
      this.counts.failed += 1;
      if (other.mutations.length > 0) throw new Error(`a destroy against another server (${where}) changed something`);
    } finally {
      await other.close();
    }
  }

  /** Runs a verb to its end, or until it is killed. */
  async #verb<T>(kill: Kill | undefined, verb: (run: Run) => Promise<T>): Promise<End<T>> {
    const { lab, journal } = this;
    const run = new Run(lab, journal, lab.simulator.urls, kill, this.nameTag);
    const { length: first } = lab.simulator.requests;
    const since = lab.clock.now();
    this.counts.verbs += 1;
    this.failure = undefined;
    const ended = verb(run).then(
      (value): End<T> => ({ is: "done", value }),
      (error: unknown): End<T> => {
        if (!(error instanceof LifecycleError)) throw error;
        return { is: "failed", error };
      },
    );
    const end = await Promise.race([ended, run.death.then((): End<T> => ({ is: "killed" }))]);
    if (kill) {
      this.counts.kills += 1;
      this.#lookForVague();
      return { is: "killed" };
    }
    if (end.is === "failed") {
      const strange = strangeCause(end.error.failure.cause);
      if (strange) throw new Error(strange);
      this.counts.failed += 1;
      this.failure = end.error;
    }
    this.#hear(first, since, end);
    this.#lookForVague();
    return end;
  }

  /** What has this verb heard of its enter call? One that was refused begins no session. */
  #hear(first: number, since: number, end: End<unknown>): void {
    const calls = this.lab.simulator.requests
      .slice(first)
      .filter(({ operation }) => operation === "EnterMaintenanceMode");
    const last = calls.at(-1);
    if (!last) return;
    const left = end.is === "failed" ? end.error.failure.record : undefined;
    const times = [this.journal.entry, left].flatMap((record) => record?.submittedAt ?? []);
    const ofThisVerb = times.filter((time) => Date.parse(time) >= Math.floor(since / 1_000) * 1_000);
    for (const time of ofThisVerb) {
      if (last.status >= 400 && last.status < 500) this.refused.add(time);
      else this.refused.delete(time);
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

  #request(policy: Policy): MaintenanceRequest {
    const ms = policy.timeoutSeconds * 1_000;
    const select = this.world.selection.bind(this.world);
    return {
      hostId: this.world.hostId,
      consent: select(policy.consent),
      cap: select(policy.cap),
      restore: {
        powerOn: select(policy.powerOn),
        liveMigrateBack: select(policy.liveMigrateBack),
        offlineMigrateBack: select(policy.offlineMigrateBack),
        changed: policy.changed,
      },
      ifAlreadyInMaintenance: policy.ifAlreadyInMaintenance,
      onForeignSession: policy.onForeignSession,
      timeouts: {
        ...{ precheckMs: ms, enterMs: ms, exitMs: ms },
        waitToEnterMs: policy.waitToEnterSeconds * 1_000,
        waitToExitMs: policy.waitToExitSeconds * 1_000,
      },
    };
  }
}
