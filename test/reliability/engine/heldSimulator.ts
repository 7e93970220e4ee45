import { type RequestRecord, type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import type { ServerFault } from "../matrix/faults.js";
import { Door } from "./door.js";
import { isMutating, isPoll, looksAfter, PartCounter, type Point } from "./points.js";

/** How long a server is down that recovers by itself. */
const DOWN_MS = 2_000;
/** How long it takes both ends of a cut connection to notice. */
const CUT_MS = 50;

/** A simulator that can hold any one request, and whose time can be stopped. */
export class HeldSimulator {
  simulator!: Simulator;
  #door!: Door;
  #stoppedAt: number | undefined;
  #behind = 0;
  #from = 0;
  #point: Point | undefined;
  #counter = new PartCounter();
  #atPoint = () => {};
  #letGo = () => {};
  #goOnAfter: string | undefined;
  #isCounting = false;
  #isHeld = false;
  /** Time stands still until these have been answered. */
  #awaited = new Set<string>();
  #downAt: { point: Point; forGood: boolean } | undefined;
  #wasDown = false;
  #whenPartBegins: { part: number; act: () => void } | undefined;

  static async open(options: SimulatorOptions): Promise<HeldSimulator> {
    const tower = new HeldSimulator();
    const gate = (at: Point["at"], operation: string) => tower.#gate(at, operation);
    tower.simulator = await startSimulator({ ...options, now: () => tower.#now(), gate });
    tower.#door = await Door.open(Number(new URL(tower.simulator.url).port));
    return tower;
  }

  /** Its address for clients. */
  get url(): string {
    return this.#door.url;
  }

  async close(): Promise<void> {
    this.#door.shut();
    await this.simulator.close();
  }

  stopTime(): void {
    this.#stoppedAt ??= this.#now();
  }

  /** Time stands still until somebody has asked for a task. */
  startTimeAfterLook(): void {
    this.#awaited = new Set(["GetTasks"]);
  }

  /** Continues time from where it stopped, so that running work is still running. */
  startTime(): void {
    this.#awaited.clear();
    if (this.#stoppedAt !== undefined) this.#behind = Date.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
  }

  /**
   * Counts requests from now on, and holds the one at `point`; time stops there. Before that, no task ends before it was polled, so
   * that the same requests come every time.
   */
  arm(point?: Point): Promise<void> {
    this.#isCounting = true;
    this.#from = this.simulator.requests.length;
    this.#counter = new PartCounter();
    this.#point = point;
    return new Promise((resolve) => {
      this.#atPoint = resolve;
    });
  }

  /** From when it is armed on, the request at `point` and those of its operation that follow it meet a fault. */
  spoil({ operation, part, nth, before = 0 }: Point, fault: ServerFault["fault"], times: number): void {
    const inject = (skip: number) => this.simulator.faults.inject({ ...fault, operation, skip, times });
    // A mutating call begins its own part, and a fault that began with the part would be too late for it.
    if (isMutating(operation)) inject(before);
    else if (part === 0) inject(Number(nth));
    else this.#whenPartBegins = { part, act: () => inject(Number(nth)) };
  }

  /**
   * From when it is armed on, the server is down from the request at `point` on, for a moment or until `repair`: that
   * request is cut off unprocessed, and connections are refused.
   */
  goDown(point: Point, times: number): void {
    this.#downAt = { point, forGood: times > 1 };
  }

  /** Ends all faults. */
  async repair(): Promise<void> {
    this.simulator.faults.clear();
    await this.#door.open();
  }

  /** Has the fault hit as many requests as intended, or at least one if it has no limit? */
  hasMetFault(times: number): boolean {
    const left = this.simulator.faults.list().reduce((sum, fault) => sum + (fault.times ?? 1), 0);
    return this.#whenPartBegins === undefined && this.#downAt === undefined && (this.#wasDown || left < times);
  }

  /** Requests since it was armed. */
  get requests(): RequestRecord[] {
    return this.simulator.requests.slice(this.#from);
  }

  /** Releases the held request, and holds none from now on. */
  letGo(time: "at once" | "after a look at the host" | "not yet"): void {
    this.#isCounting = false;
    this.#isHeld = false;
    this.#point = undefined;
    if (time === "at once") this.startTime();
    else if (time === "after a look at the host") this.#goOnAfter = "GetHosts";
    this.#letGo();
  }

  #now(): number {
    return this.#stoppedAt ?? Date.now() - this.#behind;
  }

  #gate(at: Point["at"], operation: string): Promise<void> | undefined {
    if (at === "answer" && operation === this.#goOnAfter) {
      this.#goOnAfter = undefined;
      this.startTime();
    }
    if (at === "answer") this.#paceTime(operation);
    if (at === "request") {
      this.#counter.count(operation);
      if (this.#counter.part === this.#whenPartBegins?.part) {
        this.#whenPartBegins.act();
        this.#whenPartBegins = undefined;
      }
    }
    const { point, forGood } = this.#downAt ?? {};
    if (point?.at === at && this.#isAt(point, operation)) return this.#fall(Boolean(forGood));
    if (!this.#point || this.#point.at !== at || !this.#isAt(this.#point, operation)) return undefined;
    this.#point = undefined;
    this.#isHeld = true;
    this.stopTime();
    this.#atPoint();
    return new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  async #fall(forGood: boolean): Promise<void> {
    this.#downAt = undefined;
    this.#wasDown = true;
    this.#door.shut();
    if (!forGood) setTimeout(() => void this.#door.open(), DOWN_MS);
    // The held request is not acted on, because its client has gone.
    await new Promise((resolve) => setTimeout(resolve, CUT_MS));
  }

  #paceTime(answered: string): void {
    const isLast = this.#awaited.delete(answered) && this.#awaited.size === 0;
    if (isLast && !this.#isHeld) this.startTime();
    const looks = this.#isCounting && looksAfter(answered);
    if (!looks) return;
    this.stopTime();
    this.#awaited = new Set(looks);
  }

  #isAt({ operation, part, nth }: Point, arrived: string): boolean {
    if (operation !== arrived || part !== this.#counter.part) return false;
    if (nth !== "last") return nth === this.#counter.indexOf(operation);
    return isPoll(operation) && this.simulator.snapshot().tasks.every(({ finishedAt }) => finishedAt !== null);
  }
}
