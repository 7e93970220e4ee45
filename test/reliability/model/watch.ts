import type { MutationRecord, Simulator } from "../../../simulator";
import type { Policy } from "./case";
import type { World } from "./world";

/** Looks at every call at the moment that the simulator accepts it: which session it is about, and may it be? */
export class Watch {
  /** By job id; what is in it was begun or taken over by us. */
  readonly ours = new Set<string>();
  /** Every session that the host was ever seen in: job id → when entered (ms). */
  readonly sessions = new Map<string, number>();
  /** VMs that an enter call of ours named to be shut down. */
  readonly namedByUs = new Set<string>();
  readonly wrong: string[] = [];
  readonly #calls: { operation: string; jobId: string; taskId: string | null }[] = [];
  #read = 0;
  policy: Policy | undefined;

  constructor(
    private readonly simulator: Simulator,
    private readonly world: World,
  ) {
    const push = simulator.mutations.push.bind(simulator.mutations);
    simulator.mutations.push = (...calls: MutationRecord[]) => {
      for (const call of calls) this.#accepted(call);
      return push(...calls);
    };
  }

  /** Notes the session that the host is in now. */
  look(): void {
    const { session } = this.simulator.host(this.world.hostId);
    if (session) this.sessions.set(session.jobId, session.enteredAt);
  }

  #accepted({ operation, taskId }: MutationRecord): void {
    if (operation !== "EnterMaintenanceMode" && operation !== "ExitMaintenanceMode") return;
    this.look();
    const jobId = this.simulator.host(this.world.hostId).session?.jobId ?? "none";
    this.#calls.push({ operation, jobId, taskId });
    if (operation === "EnterMaintenanceMode") {
      this.ours.add(jobId);
    } else if (!this.ours.has(jobId) && this.policy?.onForeignSession !== "exit") {
      this.wrong.push(`exited the session ${jobId}, which is somebody else's`);
    }
  }

  /** What enter calls asked for since the last time, taken or refused: an entry done at once may fail half-way. */
  readCalls(): void {
    const { requests } = this.simulator;
    for (const { operation, body } of requests.slice(this.#read)) {
      if (operation !== "EnterMaintenanceMode") continue;
      for (const uuid of (body as { data: { shutdown_vms: string[] } }).data.shutdown_vms) this.#named(uuid);
    }
    this.#read = requests.length;
  }

  #named(uuid: string): void {
    this.namedByUs.add(uuid);
    const { policy, world } = this;
    if (uuid === world.own) this.wrong.push(`would shut down CloudTower's own VM ${uuid}`);
    if (policy && !(world.covers(policy.consent, uuid) && world.covers(policy.cap, uuid))) {
      this.wrong.push(`would shut down ${uuid}, outside the consent`);
    }
  }

  /** Sessions with more than one accepted enter or exit, those whose task failed not counted. */
  doubled(): string[] {
    const failed = new Set(
      this.simulator
        .snapshot()
        .tasks.filter(({ status }) => status === "FAILED")
        .map(({ id }) => id),
    );
    const counts = new Map<string, number>();
    for (const { operation, jobId, taskId } of this.#calls) {
      if (taskId && failed.has(taskId)) continue;
      const key = `${operation} of session ${jobId}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].filter(([, count]) => count > 1).map(([key, count]) => `${count} × ${key}`);
  }
}
