import { RefusedError } from "../../../provider/cloudtower";
import { create, LifecycleError, remove, type SessionRecord, update } from "../../../provider/lifecycle";
import { recordOf } from "../../shared/outcomes";
import { EXIT } from "../../shared/simulatedLifecycle";
import type { FaultyLifecycle } from "../faultyLifecycle";
import { STEPS_OF_FAILED_ENTRY } from "./scenario";

/** A verb that meets a fault, and how it comes to the point where it does. */
export interface Stage {
  name: "create" | "remove" | "remove after a failed entry" | "update after a failed entry";
  /** Without faults; what is in the state when the verb begins. */
  prepare(faulty: FaultyLifecycle): Promise<SessionRecord | undefined>;
  /** @returns what is in the state after the verb; undefined when nothing is */
  run(faulty: FaultyLifecycle, record: SessionRecord | undefined): Promise<SessionRecord | undefined>;
}

/** Long for a virtual clock, short for requests that each take real time to time out. */
const TIMEOUTS = { precheckMs: 60_000, enterMs: 60_000, exitMs: 60_000 };

const request = (faulty: FaultyLifecycle) => faulty.request("node-1", { timeouts: TIMEOUTS });
const exit = { ...EXIT, timeouts: TIMEOUTS };

async function failedEntry(faulty: FaultyLifecycle): Promise<SessionRecord> {
  faulty.simulator.faults.inject({
    operation: "EnterMaintenanceMode",
    kind: "taskFailed",
    afterSteps: STEPS_OF_FAILED_ENTRY,
  });
  return recordOf(create(faulty.context, request(faulty)));
}

export const STAGES: readonly Stage[] = [
  {
    name: "create",
    prepare: async () => undefined,
    run: (faulty) => create(faulty.context, request(faulty)),
  },
  {
    name: "remove",
    prepare: (faulty) => create(faulty.context, request(faulty)),
    run: async (faulty, record) => {
      await remove(faulty.context, known(record), exit);
      return undefined;
    },
  },
  {
    name: "remove after a failed entry",
    prepare: failedEntry,
    run: async (faulty, record) => {
      await remove(faulty.context, known(record), exit);
      return undefined;
    },
  },
  {
    name: "update after a failed entry",
    prepare: failedEntry,
    run: (faulty, record) => update(faulty.context, request(faulty), known(record)),
  },
];

/** How the user goes on: `up` again, or `destroy`. */
export type Continuation = "up" | "destroy";

/** The commands that follow a stage, by another process and without faults: at their end there is no session. */
export async function finish(
  faulty: FaultyLifecycle,
  record: SessionRecord | undefined,
  how: Continuation,
): Promise<void> {
  const context = faulty.another();
  let state = record;
  if (how === "up") {
    state = state ? await update(context, request(faulty), state) : await create(context, request(faulty));
  }
  if (!state) return;
  const last = state;
  const { taskUnknownFor } = faulty.simulator.quirks;
  await remove(context, last, exit).catch(async (error: unknown) => {
    // An exit whose task is not listed yet cannot be seen under way: CloudTower refuses another, and says so.
    const isRefused = error instanceof LifecycleError && error.failure.cause instanceof RefusedError;
    if (taskUnknownFor === 0 || !isRefused) throw error;
    await faulty.clock.sleep(taskUnknownFor);
    await remove(context, last, exit);
  });
}

/** What is in the state after a verb has failed: Pulumi keeps what was there unless the error brings something. */
export function stateAfter(error: unknown, before: SessionRecord | undefined): SessionRecord | undefined {
  return error instanceof LifecycleError ? (error.failure.record ?? before) : before;
}

function known(record: SessionRecord | undefined): SessionRecord {
  if (!record) throw new Error("the stage was prepared without a record");
  return record;
}
