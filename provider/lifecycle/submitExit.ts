import { CloudTowerError, type Host, RefusedError, type RestoreLists } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { markExiting, mayBeUnderWay, unmarkExiting } from "./exiting";
import { hostState } from "./hostState";
import { inUseForSure } from "./observe";
import type { SessionRecord } from "./record";
import { SETTLE_MS } from "./staying";

const SEE_AGAIN = "run pulumi destroy again: it looks first what became of the request";
/** How long an exit that was refused as a second one is waited for by the host alone. */
const UNSEEN_EXIT_MS = 5 * 60_000;

export interface Submitted {
  taskId?: string | undefined;
  /** Did CloudTower say that it took the exit? Otherwise it was seen to, and somebody else's may have been seen. */
  isSure: boolean;
}

/**
 * Sends the exit call, once; whatever becomes of the answer, what became of the call is looked for and not asked again.
 * @throws LifecycleError when it was not taken, or cannot be seen to have been
 */
export async function submitExit(
  context: Context,
  record: SessionRecord,
  host: Host,
  lists: RestoreLists,
): Promise<Submitted> {
  const { cloudTower, signal } = context;
  const earlier = await markExiting(context, record);
  try {
    return { taskId: await cloudTower.exitMaintenance(host.id, lists, { signal }), isSure: true };
  } catch (cause) {
    if (!(cause instanceof CloudTowerError)) {
      const what = "the exit was broken off";
      throw new LifecycleError({ host: host.name, phase: "exit", what, cause, next: SEE_AGAIN });
    }
    if (cause.facts.fate === "unknown") return settleLostExit(context, host, cause);
    if (mayBeUnderWay(earlier) && (await hasEndedUnseen(context, host, cause))) return { isSure: false };
    // What is off from here on was not left so by an exit of ours.
    await unmarkExiting(context, record, earlier);
    throw new LifecycleError({
      host: host.name,
      phase: "exit",
      cause,
      what: "CloudTower did not take the request to exit maintenance",
      next: "mend what it says, then run pulumi destroy again",
    });
  }
}

/** Said again, a request that was taken is refused: the one before may still be at work, with nothing to show it. */
async function hasEndedUnseen(context: Context, host: Host, cause: CloudTowerError): Promise<boolean> {
  if (!(cause instanceof RefusedError && cause.isFinal)) return false;
  context.progress.line(`an exit that an earlier destroy began may still be under way: ${cause.message}`);
  const failure = { host: host.name, phase: "exit" as const, what: "what became of the exit could not be seen" };
  const until = context.clock.now() + UNSEEN_EXIT_MS;
  const seen = await during({ ...failure, next: SEE_AGAIN }, () => inUseForSure(context, host, until));
  return seen !== undefined && hostState(seen) === "in-use";
}

/** The answer was lost. The exit is not sent again: the host, or a task on it, shows whether it was taken. */
async function settleLostExit(context: Context, host: Host, cause: CloudTowerError): Promise<Submitted> {
  const { cloudTower, clock, signal } = context;
  const failure = { host: host.name, phase: "exit" as const, cause, next: SEE_AGAIN };
  const lost = { ...failure, what: "the answer to the request to exit maintenance was lost" };
  return during(lost, async () => {
    const [live] = await cloudTower.liveTasks(host.id, { signal, patienceMs: SETTLE_MS });
    if (live) return { taskId: live.id, isSure: false };
    const seen = await inUseForSure(context, host, clock.now() + SETTLE_MS);
    if (seen && hostState(seen) === "in-use") return { isSure: false };
    throw new LifecycleError(lost);
  });
}
