import { setTimeout as sleep } from "node:timers/promises";
import { groupOf, type ProcessId } from "../processes";
import type { WrapperSpec } from "../spec";

/** Longer timers of Node fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LOOK_AGAIN_MS = 50;
/** SIGKILL takes no time, but a process that waits for a broken disk does not die. */
const KILLED_MS = 1_000;

/** Stops a command at its time limit, or when somebody stops the wrapper, as `kill` does. */
export class Stopping {
  isTimedOut = false;
  readonly #command: ProcessId;
  readonly #graceMs: number;
  readonly #limit: NodeJS.Timeout;
  #stopped: Promise<void> | undefined;

  constructor(command: ProcessId, { limitMs, graceMs }: Pick<WrapperSpec, "limitMs" | "graceMs">) {
    this.#command = command;
    this.#graceMs = graceMs;
    const atLimit = () => {
      this.isTimedOut ||= this.#stopped === undefined;
      this.#stop();
    };
    this.#limit = setTimeout(atLimit, Math.min(limitMs, LONGEST_TIMER_MS));
    for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, this.#stop);
    process.on("SIGHUP", ignore);
  }

  /** To be called when the command's shell has ended. If it was stopped, so is the rest of its group; else that is left alone. */
  async over(): Promise<void> {
    clearTimeout(this.#limit);
    this.#stopped ??= Promise.resolve();
    await this.#stopped;
  }

  /** How many processes of the command still run. */
  get left(): number {
    return groupOf(this.#command).length;
  }

  /** From now on a signal ends the wrapper. */
  release(): void {
    for (const signal of ["SIGTERM", "SIGINT"]) process.off(signal, this.#stop);
  }

  readonly #stop = (): void => {
    this.#stopped ??= this.#stopGroup();
  };

  /** The whole group: of `./flash.sh; ./more.sh` the shell dies first, and not what it had started. */
  async #stopGroup(): Promise<void> {
    this.#send("SIGTERM");
    if (await this.#isGoneWithin(this.#graceMs)) return;
    this.#send("SIGKILL");
    await this.#isGoneWithin(KILLED_MS);
  }

  async #isGoneWithin(ms: number): Promise<boolean> {
    for (let waited = 0; this.left > 0; waited += LOOK_AGAIN_MS) {
      if (waited >= ms) return false;
      // No event tells of processes that are not our children.
      await sleep(LOOK_AGAIN_MS);
    }
    return true;
  }

  #send(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#command.pid, signal);
    } catch {
      // All of them have just ended.
    }
  }
}

function ignore(): void {}
