import { labelAnswer, labelMutationAnswer } from "./answers";
import { RedirectError, RefusedError } from "./errors";
import { list } from "./lists";
import { NAME_TAG } from "./model";
import type { CallOptions, Requester } from "./requester";

/** CloudTower's answer where there is nothing to do. It has no body. */
const NOTHING_TO_DO = 304;

/** What CloudTower has done, or is doing in this task. */
interface Changed {
  taskId: string | undefined;
}

/** A label that CloudTower has, or is making. */
interface Made extends Changed {
  id: string;
}

/**
 * Labels with the key {@link NAME_TAG}. No key and value exist twice. Changing one changes no host and no VM, so that a change whose
 * answer was lost is simply asked for again.
 */
export class Labels {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** Makes a label with this value, or finds the one that has it. */
  async make(value: string, options?: CallOptions): Promise<Made> {
    try {
      const body = [{ key: NAME_TAG, value }];
      const [made] = await this.#requester.call("CreateLabel", body, labelMutationAnswer, options);
      if (made) return { id: made.data.id, taskId: made.task_id || undefined };
      throw new Error("CloudTower answered CreateLabel without a label");
    } catch (error) {
      const found = isFinal(error) ? await this.#find(value, options) : undefined;
      if (found === undefined) throw error;
      return { id: found, taskId: undefined };
    }
  }

  async #find(value: string, options?: CallOptions): Promise<string | undefined> {
    const body = { where: { key: NAME_TAG, value }, first: 1 };
    const [found] = await this.#requester.call("GetLabels", body, list(labelAnswer), options);
    return found?.id;
  }

  /** Gives a label another value. Undefined: it is gone, or another one has that value. */
  async update(id: string, value: string, options?: CallOptions): Promise<Changed | undefined> {
    const body = { where: { id }, data: { value } };
    const call = this.#requester.call("UpdateLabel", body, labelMutationAnswer, options);
    const changed = await unless(isGoneOrTaken, unlessNothingToDo(call));
    return changed && { taskId: changed[0]?.task_id || undefined };
  }

  /** Hangs a label on a host. */
  async attach(id: string, hostId: string, options?: CallOptions): Promise<Changed> {
    const body = { where: { id }, data: { hosts: { id: hostId } } };
    const call = this.#requester.call("AddLabelsToResources", body, labelMutationAnswer, options);
    const [changed] = await unlessNothingToDo(call);
    return { taskId: changed?.task_id || undefined };
  }

  /** Takes labels off whatever they hang on, and deletes them. */
  async delete(ids: readonly string[], options?: CallOptions): Promise<void> {
    // A filter without ids names every label.
    if (ids.length === 0) return;
    const body = { where: { id_in: [...ids] } };
    await unless(isGone, this.#requester.call("DeleteLabel", body, labelMutationAnswer, options));
  }
}

async function unlessNothingToDo<T>(call: Promise<T[]>): Promise<T[]> {
  const isNothing = (error: unknown) => error instanceof RedirectError && error.facts.status === NOTHING_TO_DO;
  return (await unless(isNothing, call)) ?? [];
}

async function unless<T>(is: (error: unknown) => boolean, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (is(error)) return undefined;
    throw error;
  }
}

const isFinal = (error: unknown) => error instanceof RefusedError && error.isFinal;
const isGone = (error: unknown) => error instanceof RefusedError && error.isNotFound;
const isGoneOrTaken = (error: unknown) => isGone(error) || isFinal(error);
