import type { Host } from "../../cloudtower";
import { asName } from "../../text/foreign";
import { forHost } from "../context";
import { during, LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { about, hasPatience, type Outcome, type Work } from "./evidence";
import { gather } from "./gather";
import { type Situation, situate } from "./situate";
import { decide, isSeen, type Step } from "./table";

export type Done = Extract<Outcome, { is: "done" }>;

/** Does what a step says. */
export type Perform = (step: Step, work: Work, situation: Situation) => Promise<Outcome>;

/** Runs a verb to its end: gathers evidence, reads the situation from it, looks up the step, performs it, and again. */
export async function runVerb(start: Work, perform: Perform): Promise<Done> {
  let work = start;
  try {
    for (;;) {
      const evidence = await during(
        (cause) => unseen(work, cause),
        () => gather(work),
      );
      const situation = situate(evidence);
      work = { ...work, seenAt: evidence.seenAt };
      if (isSeen(situation)) work = recognized(work, situation.host);
      const outcome = await perform(decide(work.verb, situation, work.request, hasPatience(work)), work, situation);
      if (outcome.is === "done") return outcome;
      work = { ...work, ...outcome.work };
    }
  } catch (error) {
    const { justLeft } = work.context;
    const earlier = `${asName(justLeft?.hostName ?? "")} has already left maintenance`;
    throw error instanceof LifecycleError && justLeft ? error.with({ earlier }) : error;
  }
}

/** From the first look on, lines bear the host's name, and a CloudTower that shows our session under a new address is ours. */
function recognized(work: Work, host: Host): Work {
  const { hostName, context, record } = work;
  const { name } = host;
  context.seen?.(host);
  const { server } = context.cloudTower;
  return {
    ...work,
    ...(hostName === undefined ? { hostName: name, context: forHost(context, name) } : {}),
    ...(record && record.server !== server ? { record: { ...record, server } } : {}),
  };
}

/** What could not be seen depends on what was sent before. */
function unseen(work: Work, cause: unknown): LifecycleError {
  const what = { ...about(work), cause };
  if (work.run.exit) return failures.exitUnseen(what);
  if (work.run.entry || work.run.adopted) return failures.entryUnseen({ ...what, taskId: work.record?.taskId });
  return failures.hostUnreadable(what);
}
