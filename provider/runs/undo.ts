import { remove } from "../lifecycle";
import { resumeCommand } from "./command";
import type { RunContext } from "./context";
import type { RunPlan } from "./plan";
import type { RunRecord } from "./record";
import { Run } from "./run";
import { runFailures } from "./runFailures";
import { mayRunUntil } from "./running";

/**
 * Brings back the host of a run that is not done; of one that is, only its notes are removed.
 * @throws LifecycleError if the host could not be brought back, or if a command may still be at work on it
 */
export async function undo(outer: RunContext, plan: RunPlan, inState: RunRecord): Promise<void> {
  const run = await Run.open("delete", outer, plan, inState);
  if (run.record.phase !== "done") {
    await commandsOver(run);
    const seen = await run.look();
    if (run.suspect(seen)) await commandsOver(run);
    const session = run.record.session ?? seen.record;
    if (session) await remove(run.outer.context, session, plan.request);
  }
  await outer.notes.remove();
}

/** VMs must not come back to a host on which a command is still at work. */
async function commandsOver(run: Run): Promise<void> {
  const { command, verification } = run.record;
  if (verification && run.isHere(verification)) await resumeCommand(run, "verify", verification);
  if (!command) return;
  if (run.isHere(command)) {
    await resumeCommand(run, "run", command);
    return;
  }
  const until = mayRunUntil(run, command);
  if (until !== undefined) throw runFailures.mayStillRun(run.about(), run.plan.run, command, until);
  run.context().progress.warn("whether the command of an earlier run has ended is not known on this machine");
}
