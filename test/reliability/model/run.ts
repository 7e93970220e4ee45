import nodeFetch from "node-fetch";
import type { Clock } from "../../../provider/clock";
import { CloudTower } from "../../../provider/cloudtower";
import { PATHS } from "../../../provider/cloudtower/operations";
import type { Context, FactStore } from "../../../provider/lifecycle";
import { heldBy, type SimulatedLifecycle } from "../../shared/simulatedLifecycle";
import type { Kill } from "./case";

/** What a dead process waits for. */
const never = <T>(): Promise<T> => new Promise<T>(() => {});

/** One run of the engine: a client of its own, which may be killed at one of its requests and leaves only what is in the store. */
export class Run {
  readonly context: Context;
  /** Resolves when it is killed at a request; one that ends before is killed at its end, by whoever waits for it. */
  readonly death: Promise<void>;
  #isDead = false;
  #requests = 0;
  #die!: () => void;
  /** Pauses that are under way: dead, it must not move the clock any more. */
  readonly #pauses = new Set<AbortController>();

  constructor(
    lab: SimulatedLifecycle,
    store: FactStore,
    servers: readonly string[],
    kill?: Kill,
    nameTag?: Context["nameTag"],
  ) {
    this.death = new Promise((resolve) => {
      this.#die = () => {
        this.#isDead = true;
        for (const pause of this.#pauses) pause.abort();
        resolve();
      };
    });
    const held = heldBy(lab.clock, nodeFetch);
    const fetch: typeof nodeFetch = async (url, init) => {
      if (this.#isDead) return never();
      const isCounted = !kill?.from || this.#requests > 0 || String(url).endsWith(PATHS[kill.from]);
      const dies = kill !== undefined && isCounted && this.#requests === kill.request ? kill.at : undefined;
      if (isCounted) this.#requests += 1;
      if (dies === "request") this.#die();
      else {
        const response = await held(url, init);
        if (dies === "answer") this.#die();
        if (!this.#isDead) return response;
        // Read to the end all the same, or the clock would stand still.
        await response.text().catch(() => undefined);
      }
      return never();
    };
    const clock: Clock = { now: lab.clock.now, sleep: (ms, signal) => this.#pause(lab.clock, ms, signal) };
    const [server = ""] = servers;
    const cloudTower = new CloudTower({
      server,
      servers,
      credentials: { username: "root", password: "simulator", source: "LOCAL" },
      clock,
      fetch,
    });
    const { progress } = lab.context;
    this.context = {
      ...lab.context,
      clock,
      signal: new AbortController().signal,
      cloudTower,
      facts: this.#whileAlive(store),
      nameTag,
      progress: { line: this.#heard(progress.line), warn: this.#heard(progress.warn), status: () => undefined },
    };
  }

  async #pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#isDead) return never();
    const ending = new AbortController();
    const end = () => ending.abort(signal?.reason);
    if (signal?.aborted) end();
    signal?.addEventListener("abort", end, { once: true });
    this.#pauses.add(ending);
    try {
      await clock.sleep(ms, ending.signal);
    } catch (error) {
      if (!this.#isDead) throw error;
    } finally {
      signal?.removeEventListener("abort", end);
      this.#pauses.delete(ending);
    }
    if (this.#isDead) return never();
  }

  /** What is still at work in a dead process writes nothing any more. */
  #whileAlive(store: FactStore): FactStore {
    return {
      owner: store.owner,
      read: (host) => (this.#isDead ? never() : store.read(host)),
      write: (host, facts) => (this.#isDead ? never() : store.write(host, facts)),
      mustBeWritable: () => (this.#isDead ? never() : store.mustBeWritable()),
      keepReceipt: (record, receipt) => (this.#isDead ? never() : store.keepReceipt(record, receipt)),
    };
  }

  #heard(tell: (text: string) => void): (text: string) => void {
    return (text) => {
      if (!this.#isDead) tell(text);
    };
  }
}
