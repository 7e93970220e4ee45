import { RefusedError } from "../../../provider/cloudtower";
import { create, LifecycleError, remove, type SessionRecord, update } from "../../../provider/lifecycle";
import { recordOf } from "../../shared/outcomes";
import { EXIT } from "../../shared/simulatedLifecycle";
import type { FaultyLifecycle } from "../faultyLifecycle";
import { STEPS_OF_FAILED_ENTRY, vmNamed } from "./scenario";

/** A verb that meets a fault, and how that is prepared. */
export interface Stage {
  name: string;
  /** Of a stage like others only a sample is in the short matrix. */
  isVariant?: true;
  /** The machine that did the first part is gone, with its journal: which running VMs it moved, nothing shows. */
  isBlind?: true;
  /** The machine that began the entry is gone. */
  isTakenOver?: true;
  /** Somebody moved VMs: an `up` in between takes them where they are, and what stays away is named. */
  isMoved?: true;
  /** Without faults; what is in the state when the verb begins. */
  prepare(faulty: FaultyLifecycle): Promise<SessionRecord | undefined>;
  /** @returns what is in the state after the verb; undefined when nothing is */
  run(faulty: FaultyLifecycle, record: SessionRecord | undefined): Promise<SessionRecord | undefined>;
}

/** Long for the virtual clock, short for requests that each take real time to time out. */
const TIMEOUTS = { precheckMs: 60_000, enterMs: 60_000, exitMs: 60_000 };

const request = (faulty: FaultyLifecycle) => faulty.request("node-1", { timeouts: TIMEOUTS });
const exit = { ...EXIT, timeouts: TIMEOUTS };
/** As a program that has all brought back, and waits for a host that restarts. */
const patientExit = {
  ...exit,
  restore: { ...EXIT.restore, changed: "include" as const },
  timeouts: { ...TIMEOUTS, waitToExitMs: 600_000 },
};

/** The same by a machine that is gone: nobody has heard of the call, and no journal has it. */
async function entryOfAnother({ simulator, cloudTower, clock }: FaultyLifecycle, isOver: boolean): Promise<undefined> {
  const host = simulator.host("node-1", "east");
  const shut = ["gpu-1", "bound-1"].map((name) => simulator.vm(vmNamed(name)).localId);
  // A CloudTower that does it at once says how it ends: nobody hears that either.
  await cloudTower.enterMaintenance(host.id, shut).catch(() => undefined);
  if (isOver) await clock.sleep(60_000);
}

function failNext({ simulator }: FaultyLifecycle): void {
  simulator.faults.inject({
    operation: "EnterMaintenanceMode",
    kind: "taskFailed",
    afterSteps: STEPS_OF_FAILED_ENTRY,
  });
}

async function failedEntry(faulty: FaultyLifecycle): Promise<SessionRecord> {
  failNext(faulty);
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
  {
    name: "create that takes over the entry of a machine that is gone",
    isVariant: true,
    isTakenOver: true,
    prepare: (faulty) => entryOfAnother(faulty, false),
    run: (faulty) => create(faulty.context, patientlyAdopting(faulty)),
  },
  {
    name: "create after the failed entry of a machine that is gone",
    isVariant: true,
    isBlind: true,
    prepare: async (faulty) => {
      failNext(faulty);
      return entryOfAnother(faulty, true);
    },
    run: (faulty) => create(faulty.context, adopting(faulty)),
  },
  {
    name: "remove after DRS has moved VMs",
    isVariant: true,
    isMoved: true,
    prepare: async (faulty) => {
      const record = await create(faulty.context, request(faulty));
      const { hostName } = faulty.simulator.vm(vmNamed("web-1"));
      faulty.simulator.operator.drs(vmNamed("web-1"), hostName === "node-2" ? "node-3" : "node-2");
      return record;
    },
    run: async (faulty, record) => {
      await remove(faulty.context, known(record), patientExit);
      return undefined;
    },
  },
  {
    name: "remove of a host that restarts",
    isVariant: true,
    prepare: async (faulty) => {
      const record = await create(faulty.context, request(faulty));
      faulty.simulator.operator.restartHost("node-1");
      // It goes down.
      await faulty.clock.sleep(100);
      return record;
    },
    run: async (faulty, record) => {
      await remove(faulty.context, known(record), patientExit);
      return undefined;
    },
  },
];

const adopting = (faulty: FaultyLifecycle) => ({ ...request(faulty), ifAlreadyInMaintenance: "adopt" as const });
/** CloudTower refuses an entry while the host hides its session. `create` then waits until the session is shown. */
const patientlyAdopting = (faulty: FaultyLifecycle) => ({
  ...adopting(faulty),
  timeouts: { ...TIMEOUTS, waitToEnterMs: 60_000 },
});

/** What the user does next: `up` again, or `destroy`. */
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
    const asked = adopting(faulty);
    state = state ? await update(context, asked, state) : await create(context, asked);
  }
  if (!state) return;
  const last = state;
  const { taskUnknownFor } = faulty.simulator.quirks;
  await remove(context, last, patientExit).catch(async (error: unknown) => {
    // An exit whose task is not listed yet cannot be seen running: CloudTower refuses another one.
    const isRefused = error instanceof LifecycleError && error.failure.cause instanceof RefusedError;
    if (taskUnknownFor === 0 || !isRefused) throw error;
    await faulty.clock.sleep(taskUnknownFor);
    await remove(context, last, patientExit);
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
