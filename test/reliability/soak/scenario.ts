import { scenario } from "../../../bench/scenario.js";
import type { Scenario } from "../../../simulator/index.js";

const MINUTE_MS = 60_000;
const VMS = 20;
/** Every fifth VM cannot migrate. */
const SHUT_DOWN = VMS / 5;
/** What migrates and settles besides, at the pace of a small cluster. */
const REST_MS = 36_000;

/**
 * A host whose entry takes that many minutes, because its guests shut down slowly; its exit takes less than one. Meanwhile
 * the sessions of a login end every quarter of that time, and the tasks cannot be asked for now and then.
 */
export function longEntry(minutes: number): Scenario {
  const entryMs = minutes * MINUTE_MS;
  return scenario([VMS], {
    timings: { shutdown: (entryMs - REST_MS) / SHUT_DOWN },
    quirks: { sessionTimeout: entryMs / 4 },
    faults: [
      { operation: "GetTasks", kind: "html502", skip: 40, times: 3 },
      { operation: "GetTasks", kind: "reset-before", skip: 80, times: 3 },
      { operation: "GetTasks", kind: "truncatedJson", skip: 120 },
    ],
  });
}
