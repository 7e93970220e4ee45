import { LifecycleError, type Verb } from "../lifecycle";
import type { RunContext } from "./context";
import { isBusyElsewhere } from "./elsewhere";
import { nextStage } from "./next";
import type { RunPlan } from "./plan";
import { isUntouched, type RunRecord, type Stage } from "./record";
import { Run } from "./run";
import { runFailures } from "./runFailures";
import { awaitEarlier, interrupted } from "./running";
import { STAGES } from "./stages";

/** A run that did not come to its end: what Pulumi is to keep of it, and why. */
export class RunStopped extends Error {
  override readonly name = "RunStopped";

  constructor(
    readonly record: RunRecord,
    readonly reason: LifecycleError,
  ) {
    super(reason.message);
  }
}

/**
 * Does what the plan says on the host, in maintenance, and brings the host back. Goes on with a run that was interrupted: each stage
 * from the command to the exit begins only after the host was just seen in maintenance in our session.
 * @param inState what Pulumi's state knows of the run
 * @returns the record of a run that is done
 * @throws RunStopped with the stage in its phase
 */
export async function perform(
  verb: Verb,
  outer: RunContext,
  plan: RunPlan,
  inState: RunRecord | undefined,
): Promise<RunRecord> {
  const run = await Run.open(verb, outer, plan, inState);
  if (run.record.phase === "done") {
    if (inState === undefined) {
      const { exited } = run.record.times;
      run
        .context()
        .progress.warn(
          `the notes of this machine say that this was done${exited === undefined ? "" : ` at ${exited}`}, so it is not done again: another value of triggers does it again`,
        );
    }
    return run.record;
  }
  try {
    const { server } = outer.context.cloudTower;
    const seen = await run.look();
    const elsewhere = run.suspect(seen);
    // The state stays as it is: on the machine where the command was begun, its notes go on from there.
    if (elsewhere && inState && plan.ifInterrupted === "ask")
      throw new RunStopped(inState, interrupted(run, elsewhere));
    const { clusterId, clusterName, hostId } = run.record;
    const wait = () => run.context().progress.status?.(`waiting for its turn in cluster ${clusterName}`);
    return await outer.inTurn(`${server} ${clusterId || hostId}`, wait, () => stages(run));
  } catch (error) {
    if (!(error instanceof LifecycleError)) throw error;
    if (isUntouched(run.record)) await outer.notes.remove().catch(() => undefined);
    throw new RunStopped(run.record, error);
  }
}

async function stages(run: Run): Promise<RunRecord> {
  let entries = 0;
  let failure: string | undefined;
  for (;;) {
    const seen = await run.look();
    const phase = nextStage(run.record, run.plan, seen.situation, seen.hasBegunExit);
    if (run.record.command && (phase === "gate" || phase === "exiting")) {
      failure = await awaitEarlier(run);
      continue;
    }
    if (phase === "gate" && failure !== undefined) {
      throw runFailures.commandFailed(run.about(), "run", run.plan.run, failure, "in use");
    }
    if (phase === "gate") entries += 1;
    if (AT_WORK.has(phase) && (await isBusyElsewhere(run))) continue;
    // Once more than for a session that somebody ended, and one that had the reboot of another round.
    if (entries > MOST_ENTRIES) throw runFailures.endedTwice(run.about());
    await run.save({ phase, ...(run.record.times.began === undefined ? run.over("began") : {}) });
    if (phase === "done") return run.record;
    await STAGES[phase](run, seen);
  }
}

const MOST_ENTRIES = 2;
/** These need a host of which nobody else wants anything. */
const AT_WORK: ReadonlySet<Stage> = new Set(["running", "rebooting", "verifying"]);
