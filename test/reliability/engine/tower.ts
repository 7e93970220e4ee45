import { type RequestRecord, type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator/index.js";
import { isPoll, PartCounter, type Point } from "./points.js";

/** A simulator that stops at a request of one's choice, and whose time can stand still. */
export class Tower {
  simulator!: Simulator;
  #stoppedAt: number | undefined;
  #behind = 0;
  #from = 0;
  #point: Point | undefined;
  #counter = new PartCounter();
  #atPoint = () => {};
  #letGo = () => {};
  #goOnAfter: string | undefined;

  static async open(options: SimulatorOptions): Promise<Tower> {
    const tower = new Tower();
    const gate = (at: Point["at"], operation: string) => tower.#gate(at, operation);
    tower.simulator = await startSimulator({ ...options, now: () => tower.#now(), gate });
    return tower;
  }

  stopTime(): void {
    this.#stoppedAt ??= this.#now();
  }

  /** Time goes on from where it stood, so that what was under way still is. */
  startTime(): void {
    if (this.#stoppedAt !== undefined) this.#behind = Date.now() - this.#stoppedAt;
    this.#stoppedAt = undefined;
  }

  /** Counts requests from now on, and holds the one at `point` up; time stands still from there. */
  arm(point?: Point): Promise<void> {
    this.#from = this.simulator.requests.length;
    this.#counter = new PartCounter();
    this.#point = point;
    return new Promise((resolve) => {
      this.#atPoint = resolve;
    });
  }

  /** Requests since it was armed. */
  get requests(): RequestRecord[] {
    return this.simulator.requests.slice(this.#from);
  }

  /** Lets the request that is held up go on, and says when time does. */
  letGo(time: "at once" | "after a look at the host" | "not yet"): void {
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
    if (at === "request") this.#counter.count(operation);
    if (!this.#point || this.#point.at !== at || !this.#isAt(this.#point, operation)) return undefined;
    this.#point = undefined;
    this.stopTime();
    this.#atPoint();
    return new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  #isAt({ operation, part, nth }: Point, arrived: string): boolean {
    if (operation !== arrived || part !== this.#counter.part) return false;
    if (nth !== "last") return nth === this.#counter.indexOf(operation);
    return isPoll(operation) && this.simulator.snapshot().tasks.every(({ finishedAt }) => finishedAt !== null);
  }
}
