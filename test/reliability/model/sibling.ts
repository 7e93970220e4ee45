import {
  create,
  LifecycleError,
  type MaintenanceRequest,
  remove,
  type SessionRecord,
  update,
} from "../../../provider/lifecycle";
import type { MutationRecord } from "../../../simulator";
import { EXIT } from "../../shared/simulatedLifecycle";
import { isAccountedFor } from "../wrongAtTheEnd";
import type { Action } from "./case";
import { Life } from "./life";
import { Run } from "./run";
import type { Story } from "./story";

const TIME_MS = 300_000;

/**
 * Another resource of the same stack, for host number 1 of the same cluster: one host of a cluster is in maintenance at a
 * time, and each resource gives back what is its own.
 */
export class Sibling {
  #state: SessionRecord | undefined;
  #life: Life | undefined;
  /** VMs that may still obey an entry of this resource, long after it has failed. */
  readonly late = new Set<string>();
  readonly #hostId: string;

  constructor(private readonly story: Story) {
    const { world, lab } = story;
    this.#hostId = world.host(1);
    const { mutations } = lab.simulator;
    const accept = mutations.push.bind(mutations);
    mutations.push = (...calls: MutationRecord[]) => {
      for (const { operation, hostId } of calls) if (operation === "EnterMaintenanceMode") this.#entered(hostId);
      return accept(...calls);
    };
  }

  /** What an entry does to the VMs of its host is the business of whoever sent it. */
  #entered(hostId: string | undefined): void {
    const other = hostId === this.#hostId ? this.story.life : this.#life;
    for (const vm of this.story.lab.simulator.snapshot().vms) if (vm.hostId === hostId) other?.touched.add(vm.localId);
  }

  #noteLate(): void {
    for (const { hostId, localId, ignoresShutdown } of this.story.lab.simulator.snapshot().vms) {
      if (hostId === this.#hostId && typeof ignoresShutdown === "number") this.late.add(localId);
    }
  }

  note(action: Action): void {
    this.#life?.note(action, this.story.world);
  }

  async up(): Promise<void> {
    const { lab } = this.story;
    this.#life ??= new Life(lab.simulator, lab.clock.now());
    const { name, state } = lab.simulator.host(this.story.world.hostId);
    const enteredBefore = lab.simulator.mutations.length;
    const sentBefore = lab.simulator.requests.length;
    const end = await this.#ended((run, request) =>
      this.#state ? update(run.context, request, this.#state) : create(run.context, request),
    );
    const sent = lab.simulator.requests.slice(sentBefore);
    if (sent.some(({ operation }) => operation === "EnterMaintenanceMode")) this.#noteLate();
    const entered = lab.simulator.mutations
      .slice(enteredBefore)
      .some(({ operation, hostId }) => operation === "EnterMaintenanceMode" && hostId === this.#hostId);
    const isStillThere = lab.simulator.host(this.story.world.hostId).state !== "IN_USE";
    if (entered && state !== "IN_USE" && isStillThere)
      throw new Error(`entered although ${name} of its cluster is ${state}`);
    this.#state = end instanceof LifecycleError ? (end.failure.record ?? this.#state) : (end as SessionRecord);
    if (!this.#state) this.#life = undefined;
  }

  async destroy(): Promise<void> {
    const state = this.#state;
    if (!state) return;
    const { journal } = this;
    const receiptsBefore = journal.receipts.length;
    const { mutations } = this.story.lab.simulator;
    const callsBefore = mutations.length;
    const end = await this.#ended((run, request) => remove(run.context, state, request));
    // What it brings back is its business, wherever that was.
    const calls = JSON.stringify(mutations.slice(callsBefore).map(({ body }) => body));
    const { life } = this.story;
    for (const uuid of life?.before.keys() ?? []) if (calls.includes(uuid)) life?.touched.add(uuid);
    if (end instanceof LifecycleError) {
      this.#state = end.failure.record ?? state;
      return;
    }
    this.#state = undefined;
    this.#judge(journal.receipts.slice(receiptsBefore));
    this.#life = undefined;
  }

  /** All is fixed: it has to come to its end, unless somebody else's session is on its host. */
  async end(): Promise<void> {
    for (let tries = 0; this.#state && tries < 3; tries += 1) await this.destroy();
  }

  #judge(receipts: Parameters<typeof isAccountedFor>[1]): void {
    const life = this.#life;
    if (!life || life.disturbed) return;
    const now = new Map(this.story.lab.simulator.snapshot().vms.map((vm) => [vm.localId, vm]));
    for (const [uuid, before] of life.before) {
      if (before.hostId !== this.#hostId || before.power !== "RUNNING" || life.touched.has(uuid)) continue;
      if (now.get(uuid)?.power === "RUNNING" || isAccountedFor(uuid, receipts)) continue;
      throw new Error(
        `${uuid} (${before.name}) ran before the other resource's entry, is off, and no receipt says why`,
      );
    }
  }

  get journal() {
    return this.story.machines.journalOf("project/stack/other");
  }

  async #ended<T>(verb: (run: Run, request: MaintenanceRequest) => Promise<T>): Promise<T | LifecycleError> {
    const { lab } = this.story;
    const run = new Run(lab, this.journal, lab.simulator.urls, undefined, this.story.nameTag);
    const timeouts = { precheckMs: TIME_MS, enterMs: TIME_MS, exitMs: TIME_MS, waitToExitMs: TIME_MS };
    this.story.counts.verbs += 1;
    try {
      return await verb(run, { ...EXIT, hostId: this.#hostId, timeouts });
    } catch (error) {
      if (!(error instanceof LifecycleError)) throw error;
      this.story.counts.failed += 1;
      return error;
    }
  }
}
