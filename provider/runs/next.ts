import { isUnfinished, type Situation } from "../lifecycle";
import type { RunPlan } from "./plan";
import type { RunRecord, Stage } from "./record";

/**
 * The next stage, by what was seen of the host just now. Pure. Only a host in maintenance in our session gets a command, a reboot
 * or a verification. Whatever else it is in, the run gives back what is owed, or goes back to the gate, or lets the entry say why
 * the host cannot be had.
 * @param hasBegunExit was an exit of our session submitted? It may still be under way, so the host gets nothing more in this session
 */
export function nextStage(
  record: RunRecord,
  plan: Pick<RunPlan, "reboot" | "verify">,
  { is }: Pick<Situation, "is">,
  hasBegunExit = false,
): Stage {
  switch (is) {
    case "free":
      return isDone(record, plan) ? "done" : "gate";
    case "over":
    case "owed":
    case "out":
    case "entry failed":
    case "exiting":
      return "exiting";
    case "in maintenance":
    case "not ready":
      if (hasBegunExit) return "exiting";
      return record.session && !isUnfinished(record.session) ? inMaintenance(record, plan) : "entering";
    default:
      return "entering";
  }
}

function inMaintenance(record: RunRecord, plan: Pick<RunPlan, "reboot" | "verify">): Stage {
  if (!record.hasRun) return "running";
  if (plan.reboot && !record.hasRebooted) {
    // The one reboot of this session was for another round: this one needs a session of its own.
    return record.rebootNote?.isOverAt === undefined ? "rebooting" : "exiting";
  }
  return plan.verify !== undefined && !record.isVerified ? "verifying" : "exiting";
}

/** Has all been done that was to be done in maintenance? */
function isDone(record: RunRecord, { reboot, verify }: Pick<RunPlan, "reboot" | "verify">): boolean {
  if (record.spared) return true;
  return record.hasRun && (!reboot || record.hasRebooted) && (verify === undefined || record.isVerified);
}
