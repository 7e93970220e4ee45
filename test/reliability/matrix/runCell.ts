import { LifecycleError } from "../../../provider/lifecycle";
import type { QuirkSettings } from "../../../simulator";
import { stateOf } from "../../shared/outcomes";
import { misfit } from "../causes";
import { type FaultyLifecycle, startFaultyLifecycle } from "../faultyLifecycle";
import { withSeededRandom } from "../seededRandom";
import { firstOf, placesOf, wrongAtTheEnd } from "../wrongAtTheEnd";
import type { Cell } from "./cells";
import { hasHit, PERSISTENT } from "./faults";
import { simulatorOf } from "./scenario";
import { finish, stateAfter } from "./stages";

/**
 * `converged`: the verb recovered. `failed cleanly`: it reported the fault, and the user's next commands succeeded.
 */
export type Verdict = "converged" | "failed cleanly" | { wrong: string };

const NOT_HIT = "the fault did not hit any request";

/** Long enough for a real request, and the limit of one that hangs. */
const ONCE_MS = 80;
const PERSISTENT_MS = 15;

export async function runCell(cell: Cell, quirks: QuirkSettings): Promise<Verdict> {
  const timeoutMs = cell.fault.isSlow ? (cell.persistent ? PERSISTENT_MS : ONCE_MS) : undefined;
  const verdict = await attempt(cell, quirks, timeoutMs);
  // On a busy machine, good answers may also miss such a short time-out. A real bug also shows with a longer one.
  return timeoutMs && typeof verdict === "object" ? attempt(cell, quirks, timeoutMs * 10) : verdict;
}

async function attempt(cell: Cell, quirks: QuirkSettings, timeoutMs: number | undefined): Promise<Verdict> {
  return withSeededRandom(1, async () => {
    const faulty = await startFaultyLifecycle(simulatorOf(quirks), { requestTimeoutMs: timeoutMs });
    try {
      return await judged(faulty, cell);
    } catch (error) {
      return { wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    } finally {
      await faulty.simulator.close();
    }
  });
}

async function judged(faulty: FaultyLifecycle, cell: Cell): Promise<Verdict> {
  const { stage, fault, operation, skip, persistent, next } = cell;
  const before = placesOf(faulty.simulator);
  const prepared = await stage.prepare(faulty);
  const wasEntered = stateOf(faulty, "node-1") !== "IN_USE";
  const times = persistent ? PERSISTENT : 1;
  fault.inject(faulty, operation, skip, times);

  let verdict: Verdict = "converged";
  let state = prepared;
  try {
    state = await stage.run(faulty, prepared);
  } catch (error) {
    if (!(error instanceof LifecycleError)) return { wrong: `another error than ours: ${describe(error)}` };
    const strange = misfit(error, fault.cause, operation, faulty.told);
    if (strange) return { wrong: strange };
    if (!persistent && !fault.lasting) return { wrong: `fails, although the fault has passed: ${error.message}` };
    verdict = "failed cleanly";
    state = stateAfter(error, prepared);
    // An existing session is somebody else's until it is adopted.
    const entered = !wasEntered && stateOf(faulty, "node-1") !== "IN_USE";
    if (!state && entered) return { wrong: `no record of a session that is on the host: ${error.message}` };
  }
  if (!hasHit(faulty, times)) return { wrong: NOT_HIT };
  faulty.simulator.faults.clear();
  faulty.listenAgain();
  // A verb that succeeded and left nothing in the state is already at the end.
  const done = verdict === "converged" && state === undefined;
  // Of what was there before, nothing is in the state yet: destroy would have nothing to do.
  const isNothingOurs = state === undefined && (wasEntered || stage.isBlind);
  if (!done) await finish(faulty, state, isNothingOurs ? "up" : verdict === "converged" ? "destroy" : next);
  const wrong = firstOf(
    wrongAtTheEnd(faulty.simulator, "node-1", before, faulty.journal.receipts, { ...stage, told: faulty.told }),
  );
  return wrong ? { wrong } : verdict;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
