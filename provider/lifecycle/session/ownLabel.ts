import type { CallOptions } from "../../cloudtower";
import type { Sight } from "./sight";

const MAKING_MS = 30_000;

/** The label that bears a name tag of ours: found on the host, or made by us. */
export class OwnLabel {
  #label: { id: string; value?: string; isOn: boolean } | undefined;
  /** The task that gives the label its value. */
  #changing: string | undefined;

  constructor(
    private readonly sight: Sight,
    private readonly hostId: string,
  ) {}

  get id(): string | undefined {
    return this.#label?.id;
  }

  /** Takes note of a label of ours that hangs on the host. */
  found(label: { id: string; value: string }): void {
    this.#label ??= { ...label, isOn: true };
  }

  async write(value: string, how: CallOptions): Promise<void> {
    if (this.#label?.value === value) return;
    const { labels } = this.sight.cloudTower;
    let mine = this.#label;
    const changed = mine && (await labels.update(mine.id, value, how));
    this.#changing = changed?.taskId;
    if (!mine || !changed) {
      const made = await labels.make(value, how);
      const former = mine?.id;
      mine = { id: made.id, isOn: false };
      this.#label = mine;
      if (made.taskId) await this.#ended(made.taskId);
      if (former !== undefined) await labels.delete([former], how);
    }
    if (!mine.isOn) this.#changing = (await labels.attach(mine.id, this.hostId, how)).taskId;
    this.#label = { id: mine.id, value, isOn: true };
  }

  /** Waits until others read what was written. */
  async written(): Promise<void> {
    if (this.#changing !== undefined) await this.#ended(this.#changing);
  }

  /** A label hangs nowhere before the task that makes it has ended, and others read it only once its last task has. */
  async #ended(taskId: string): Promise<void> {
    const { status, errorMessage } = await this.sight.cloudTower.waitForTask(taskId, {
      deadline: this.sight.clock.now() + MAKING_MS,
      signal: this.sight.signal,
    });
    if (status === "FAILED")
      throw new Error(errorMessage ?? "the label was not written, and CloudTower gives no reason");
  }
}
