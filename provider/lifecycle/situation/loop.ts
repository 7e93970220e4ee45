import type { Host } from "../../cloudtower";
import { asName } from "../../text/foreign";
import { forHost } from "../context";
import { type About, during, LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { hostState, mayHaveActed, type Run } from "./evidence";
import { gather } from "./gather";
import { type Situation, situate } from "./situate";
import { decide, isSeen, type Step } from "./table";
import { about, hasPatience, isRenamed, type Outcome, type Work } from "./work";

export type Done = Extract<Outcome, { is: "done" }>;

/** Performs a step. */
export type Perform = (step: Step, work: Work, situation: Situation) => Promise<Outcome>;

/**
 * Runs a verb to its end. It gathers evidence, derives the situation, looks up the step and performs it, then starts
 * over.
 */
export async function runVerb(start: Work, perform: Perform): Promise<Done> {
  let work = start;
  /** May this verb have changed something? */
  let hasSent = false;
  try {
    for (;;) {
      const evidence = await during(unseen(work), about(work), () => gather(work));
      const situation = situate(evidence);
      work = { ...work, seenAt: evidence.seenAt };
      if (isSeen(situation)) work = recognized(work, situation.host);
      const outcome = await perform(decide(work.verb, situation, work.request, hasPatience(work)), work, situation);
      if (outcome.is === "done") return outcome;
      work = { ...work, ...outcome.work };
      hasSent ||= maySend(work.run);
    }
  } catch (error) {
    const { justLeft } = work.context;
    const earlier = `${asName(justLeft?.hostName ?? "")} has already left maintenance`;
    if (!(error instanceof LifecycleError)) throw error;
    throw error.with({ ...(justLeft ? { earlier } : {}), ...(hasSent ? { isUnchanged: false } : {}) });
  }
}

function maySend({ entry, exit }: Run): boolean {
  return (entry !== undefined && mayHaveActed(entry)) || (exit !== undefined && mayHaveActed(exit));
}

/**
 * Once the host has been read, lines start with its name. If it shows our session at a new address, that address is
 * recorded.
 */
function recognized(work: Work, host: Host): Work {
  const { hostName, record } = work;
  const context = hostName === undefined ? forHost(work.context, host.name) : work.context;
  context.seen?.(host);
  // Without a record, a single reading counts, and some servers occasionally show no session although it goes on.
  const isCertain = host.session !== undefined || record !== undefined;
  work.known.tag?.see(host, { isInUse: hostState(host) === "in use", isCertain }, context.progress);
  const { server } = context.cloudTower;
  const isMoved = record !== undefined && isRenamed(context.cloudTower, record);
  return {
    ...work,
    context,
    hostName: hostName ?? host.name,
    ...(isMoved ? { record: { ...record, server } } : {}),
  };
}

/** Which failure it is depends on what was sent before. */
function unseen({ run, record }: Work): (about: About) => LifecycleError {
  if (run.exit) return failures.exitUnseen;
  if (run.entry || run.adopted) return (what) => failures.entryUnseen({ ...what, taskId: record?.taskId });
  return failures.hostUnreadable;
}
