import type { Core } from "../../core";
import { shownFailure, TaskFailure } from "../../model/failure";
import { doAtOnce, type Job, type Sabotage, startTask } from "../../model/jobs";
import type { Language } from "../../model/text";
import type { Caller } from "../../users";
import { ApiError } from "../errors";

/** One validated request. */
export interface Call<Body> extends Caller {
  operation: string;
  body: Body;
  language: Language;
  /** What a fault does to the task that this call starts. */
  sabotage: Sabotage | undefined;
}

/** An operation: from a request's body to the body of the 200 answer, or an {@link ApiError}. */
// biome-ignore lint/suspicious/noExplicitAny: each operation names its own body; the contract's schema has checked it
export type Operation = (core: Core, call: Call<any>) => unknown;

/** What an operation gives for the answer 304, without a body. */
export const nothingChanged = Symbol("nothing changed");

/** Starts a mutation's job, or does it at once where the quirk says so; logs it; returns the id to answer (null: done). */
export function mutate(core: Core, call: Call<unknown>, job: Job, hostId?: string): string | null {
  const { world, quirks, journal } = core;
  const { id, name } = call.user;
  const asked: Job = { sabotage: call.sabotage, ...job, user: { id, name } };
  let taskId: string | null = null;
  if (quirks.syncMutations === "off") taskId = startTask(world, asked).id;
  else {
    try {
      doAtOnce(asked);
    } catch (error) {
      throw error instanceof TaskFailure ? new ApiError(400, shownFailure(error, quirks.wrappedMessages)) : error;
    }
  }
  journal.mutations.push({
    at: world.clock.now(),
    operation: call.operation,
    ...(hostId === undefined ? {} : { hostId }),
    body: call.body,
    taskId,
  });
  return taskId;
}

/** `{task_id, data}`, with task_id null or absent for what was done at once. */
export function withTask<T>(core: Core, taskId: string | null, data: T): { task_id?: string | null; data: T } {
  return taskId === null && core.quirks.syncMutations === "absent" ? { data } : { task_id: taskId, data };
}
