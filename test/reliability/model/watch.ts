import type { SessionRecord } from "../../../provider/lifecycle";
import type { MutationRecord, RequestRecord, Simulator } from "../../../simulator";
import type { Policy } from "./case";
import type { World } from "./world";

/** The clock may jump so far while no request is under way. */
const A_MOMENT_MS = 1_000;

/** Looks at every call at the moment that the simulator gets it: which session it is about, and may it be? */
export class Watch {
  /** By job id; what is in it was begun or taken over by us. */
  readonly ours = new Set<string>();
  /** Somebody else's sessions which a record that knows no more may take for its own. */
  readonly mayPassAsOurs = new Set<string>();
  /** Every session that the host was ever seen in: job id → when entered (ms). */
  readonly sessions = new Map<string, number>();
  /** VMs that an enter call of ours named to be shut down. */
  readonly namedByUs = new Set<string>();
  readonly wrong: string[] = [];
  #read = 0;
  policy: Policy | undefined;

  constructor(
    private readonly simulator: Simulator,
    private readonly world: World,
  ) {
    const { mutations, requests } = simulator;
    const accept = mutations.push.bind(mutations);
    mutations.push = (...calls: MutationRecord[]) => {
      for (const { operation, hostId } of calls) {
        if (operation === "EnterMaintenanceMode" && hostId === world.hostId) this.#entered();
      }
      return accept(...calls);
    };
    const get = requests.push.bind(requests);
    requests.push = (...calls: RequestRecord[]) => {
      for (const call of calls) if (call.operation === "ExitMaintenanceMode" && this.#isOurs(call)) this.#exits();
      return get(...calls);
    };
  }

  /** The id of the session that the host is in now; undefined when it is in use. */
  get session(): string | undefined {
    const { session } = this.simulator.host(this.world.hostId);
    return session && session.state !== "IN_USE" ? session.jobId : undefined;
  }

  /** The sessions that a record may tell of: where it knows neither id nor time, the one that the host is in. */
  sessionsOf({ maintenanceJobId, enteredAt }: SessionRecord): string[] {
    if (maintenanceJobId) return [maintenanceJobId];
    if (!enteredAt) return this.session ? [this.session] : [];
    // CloudTower tells whole milliseconds.
    const begun = Date.parse(enteredAt);
    return [...this.sessions].flatMap(([jobId, at]) => (Math.floor(at) === begun ? [jobId] : []));
  }

  /** Notes the session that the host is in now. */
  look(): void {
    const { session } = this.simulator.host(this.world.hostId);
    if (session) this.sessions.set(session.jobId, session.enteredAt);
  }

  /** Is a call about the host of the resource? */
  #isOurs({ body }: RequestRecord): boolean {
    return (body as { where?: { host_id?: string } } | undefined)?.where?.host_id === this.world.hostId;
  }

  #entered(): void {
    this.look();
    const { session } = this.simulator.host(this.world.hostId);
    if (session) this.ours.add(session.jobId);
  }

  /** An exit counts when it is sent: that this CloudTower may refuse it is no merit of the sender's. */
  #exits(): void {
    this.look();
    const jobId = this.session;
    if (!jobId || this.ours.has(jobId) || this.mayPassAsOurs.has(jobId)) return;
    if (this.policy?.onForeignSession === "exit" || this.#couldNotBeSeen()) return;
    this.wrong.push(`exited the session ${jobId}, which is somebody else's`);
  }

  /** Did the session begin in the moment between the last look at the host and the call? No client can see that. */
  #couldNotBeSeen(): boolean {
    const looks = this.simulator.requests.filter(({ operation, status }) => operation === "GetHosts" && status === 200);
    const last = looks.at(-1)?.at ?? 0;
    // The clusters' clock may differ from the one by which requests are noted.
    const { clusterClockOffset } = this.simulator.quirks;
    const began = (this.simulator.host(this.world.hostId).session?.enteredAt ?? 0) - clusterClockOffset;
    return began >= last && began - last <= A_MOMENT_MS;
  }

  /** What enter calls asked for since the last time, taken or refused: an entry done at once may fail half-way. */
  readCalls(): void {
    const { requests } = this.simulator;
    for (const request of requests.slice(this.#read)) {
      if (request.operation !== "EnterMaintenanceMode" || !this.#isOurs(request)) continue;
      for (const uuid of (request.body as { data: { shutdown_vms: string[] } }).data.shutdown_vms) this.#named(uuid);
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
}
