import type { OperationName } from "../../../provider/cloudtower/operations";
import type { QuirkSettings, RequestRecord } from "../../../simulator";
import { startFaultyLifecycle } from "../faultyLifecycle";
import { withSeededRandom } from "../seededRandom";
import { FAULTS, type MatrixFault } from "./faults";
import { simulatorOf } from "./scenario";
import { type Continuation, STAGES, type Stage } from "./stages";

/** One request of one verb that meets one fault, once or until the verb gives up, and what the user does next. */
export interface Cell {
  stage: Stage;
  operation: OperationName;
  /** The first request that is hit: this many of its operation come before it. */
  skip: number;
  fault: MatrixFault;
  persistent: boolean;
  next: Continuation;
}

/** All cells with a server that behaves like this; `short`: of each part of a verb only the first request of a kind. */
export async function allCells(quirks: QuirkSettings, short: boolean): Promise<Cell[]> {
  const cells: Cell[] = [];
  // Modules that are loaded at first use take turns of the event loop, which moves the virtual clock. So they are loaded before.
  for (const stage of STAGES) await requestsOf(stage, quirks);
  for (const stage of STAGES) {
    const points = pointsOf(await requestsOf(stage, quirks), short);
    for (const { operation, skip } of points)
      for (const fault of FAULTS)
        for (const persistent of [false, true])
          for (const next of ["up", "destroy"] as const)
            cells.push({ stage, operation, skip, fault, persistent, next });
  }
  return cells;
}

export function nameOf({ stage, operation, skip, fault, persistent, next }: Cell): string {
  const how = persistent ? "until it gives up" : "once";
  return `${stage.name}: ${operation} no. ${skip + 1}, ${fault.name} ${how}, then ${next}`;
}

/** The requests of a stage without faults. */
async function requestsOf(stage: Stage, quirks: QuirkSettings): Promise<RequestRecord[]> {
  return withSeededRandom(1, async () => {
    const faulty = await startFaultyLifecycle(simulatorOf(quirks));
    try {
      const record = await stage.prepare(faulty);
      const earlier = faulty.simulator.requests.length;
      await stage.run(faulty, record);
      return faulty.simulator.requests.slice(earlier);
    } finally {
      await faulty.simulator.close();
    }
  });
}

/**
 * The relevant requests: the first and the last of each operation in each part of the verb. A part begins with a mutating call, so that
 * polls of the precheck's task and of the entry's task are distinguished.
 */
function pointsOf(requests: readonly RequestRecord[], short: boolean): { operation: OperationName; skip: number }[] {
  const counts = new Map<string, number>();
  const ends = new Map<string, { operation: OperationName; first: number; last: number }>();
  let part = 0;
  for (const { operation } of requests) {
    if (["EnterMaintenanceMode", "ExitMaintenanceMode", "StartVm", "MigrateVm"].includes(operation)) part += 1;
    const index = counts.get(operation) ?? 0;
    counts.set(operation, index + 1);
    const key = `${operation} ${part}`;
    const first = ends.get(key)?.first ?? index;
    ends.set(key, { operation: operation as OperationName, first, last: index });
  }
  return [...ends.values()].flatMap(({ operation, first, last }) =>
    [...new Set(short ? [first] : [first, last])].map((skip) => ({ operation, skip })),
  );
}
