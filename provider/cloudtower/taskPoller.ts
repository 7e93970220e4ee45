import type { Clock } from "../clock";
import { type Asker, askersNow, askingFor } from "./asker";
import { CloudTowerError, TaskTimeoutError } from "./errors";
import type { Task } from "./model";
import { nextPollDelay } from "./polling";
import { backoff } from "./retry";

export interface WaitOptions {
  /** When to give up, by the clock, in milliseconds since the epoch. The task itself goes on. */
  deadline: number;
  signal?: AbortSignal | undefined;
  /** Give up after CloudTower has not known the task for this many milliseconds. Default: only at the deadline. */
  unknownMs?: number | undefined;
  /** Called with every reading of the task. */
  onSeen?: ((task: Task) => void) | undefined;
}

interface Waiter {
  taskId: string;
  askers: ReadonlySet<Asker>;
  since: number;
  nextLook: number;
  /** The pause before `nextLook`, in milliseconds. */
  pause: number;
  lastSeen: string;
  /** When CloudTower last knew the task, or when polling began. */
  knownAt: number;
  options: WaitOptions;
  resolve: (task: Task) => void;
  reject: (error: unknown) => void;
}

/** Reads the tasks with these ids. Ids that CloudTower does not know (yet) are missing from the result. */
export type ReadTasks = (ids: string[]) => Promise<Task[]>;

/** A proxy may ask for a pause of hours, but one poll every half minute is harmless. */
const LONGEST_RETRY_AFTER_MS = 30_000;

const ENDED = new Set(["SUCCESSED", "FAILED"]);

/**
 * Follows tasks to their end. All waiters of one server share this poller, and one request serves all of them, so a thousand
 * hosts cost as many requests as one.
 */
export class TaskPoller {
  readonly #waiters = new Set<Waiter>();
  #running = false;
  #failures = 0;
  /** Ends the current pause early if a new waiter is due before its end. */
  #wake: AbortController | undefined;

  constructor(
    private readonly readTasks: ReadTasks,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves with the task once it has ended, SUCCESSED or FAILED.
   * @throws TaskTimeoutError at the deadline; the signal's reason when aborted; a CloudTowerError that is not transient.
   */
  wait(taskId: string, options: WaitOptions): Promise<Task> {
    return new Promise((resolve, reject) => {
      const now = this.clock.now();
      const pause = nextPollDelay(0);
      const onAbort = () => this.#settle(waiter, () => reject(options.signal?.reason));
      const done = () => options.signal?.removeEventListener("abort", onAbort);
      const waiter: Waiter = {
        taskId,
        askers: askersNow(),
        since: now,
        nextLook: now + pause,
        pause,
        lastSeen: "not looked at yet",
        knownAt: now,
        options,
        resolve: (task) => {
          done();
          resolve(task);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      if (options.signal?.aborted) return reject(options.signal.reason);
      options.signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiters.add(waiter);
      this.#wake?.abort();
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      while (this.#waiters.size > 0) {
        await this.#pauseUntil(Math.min(...Array.from(this.#waiters, (waiter) => waiter.nextLook)));
        await this.#look();
      }
    } finally {
      this.#running = false;
    }
  }

  async #pauseUntil(time: number): Promise<void> {
    this.#wake = new AbortController();
    // An aborted pause means that a waiter came or left: check the set again.
    await this.clock.sleep(Math.max(0, time - this.clock.now()), this.#wake.signal).catch(() => undefined);
    this.#wake = undefined;
  }

  /** Polls every task that is due, and those that will be soon, so that they fall into step and share requests. */
  async #look(): Promise<void> {
    const now = this.clock.now();
    const due = [...this.#waiters].filter((waiter) => waiter.nextLook <= now + waiter.pause / 4);
    if (!due.some((waiter) => waiter.nextLook <= now)) return;
    let tasks: Map<string, Task>;
    try {
      const ids = [...new Set(due.map((waiter) => waiter.taskId))];
      const all = due.flatMap(({ askers }) => [...askers]);
      const seen = await askingFor(all, () => this.readTasks(ids));
      tasks = new Map(seen.map((task) => [task.id, task]));
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      for (const waiter of due) this.#failed(waiter, error);
      return;
    }
    for (const waiter of due) this.#seen(waiter, tasks.get(waiter.taskId));
  }

  #seen(waiter: Waiter, task: Task | undefined): void {
    const now = this.clock.now();
    waiter.lastSeen = task ? `last seen ${task.status}` : "CloudTower does not know it";
    if (task) {
      waiter.knownAt = now;
      waiter.options.onSeen?.(task);
    }
    if (task && ENDED.has(task.status)) this.#settle(waiter, () => waiter.resolve(task));
    else if (now - waiter.knownAt >= (waiter.options.unknownMs ?? Number.POSITIVE_INFINITY)) {
      this.#settle(waiter, () => waiter.reject(new TaskTimeoutError(waiter.taskId, waiter.lastSeen, true)));
    } else this.#lookAgain(waiter, nextPollDelay(now - waiter.since, task?.progress));
  }

  /** Ignores transient errors: the task goes on whether we see it or not. */
  #failed(waiter: Waiter, error: unknown): void {
    if (!(error instanceof CloudTowerError) || !error.facts.transient) {
      this.#settle(waiter, () => waiter.reject(error));
      return;
    }
    waiter.lastSeen = `the last read failed: ${error.message}`;
    const asked = Math.min(error.facts.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    this.#lookAgain(waiter, Math.max(backoff(this.#failures), asked));
  }

  #lookAgain(waiter: Waiter, delay: number): void {
    const now = this.clock.now();
    if (now >= waiter.options.deadline) {
      this.#settle(waiter, () => waiter.reject(new TaskTimeoutError(waiter.taskId, waiter.lastSeen)));
      return;
    }
    waiter.pause = Math.min(delay, waiter.options.deadline - now);
    waiter.nextLook = now + waiter.pause;
  }

  #settle(waiter: Waiter, settle: () => void): void {
    if (this.#waiters.delete(waiter)) settle();
    if (this.#waiters.size === 0) this.#wake?.abort();
  }
}
