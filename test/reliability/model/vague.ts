import type { SessionRecord } from "../../../provider/lifecycle";
import type { Story } from "./story";

/** So long after an enter call was sent a session may begin and still be what became of it. */
const LOST_ANSWER_MS = 15 * 60_000;
/** CloudTower may tell that a session began a little after its task ended. */
const SLACK_MS = 60_000;

/**
 * May the session that the host is in be taken for ours, whoever began it? A record that knows no more of its session than
 * when it asked for it takes for its own what begins soon after: the rule "ours after a lost answer" of the design.
 */
export function mayPassAsOurs({ state, machines, lab, world, refused }: Story): boolean {
  const begun = lab.simulator.host(world.hostId).session?.enteredAt ?? 0;
  const { tasks } = lab.simulator.snapshot();
  return [state?.record, ...machines.entries].some((record) => {
    if (!record || !isVague(record) || refused.has(String(record.submittedAt))) return false;
    const delay = begun - Date.parse(String(record.submittedAt));
    if (delay < 0) return false;
    if (delay <= LOST_ANSWER_MS) return true;
    const task = tasks.find(({ id }) => id === record.taskId);
    return task?.status === "SUCCESSED" && begun - Number(task.finishedAt) <= SLACK_MS;
  });
}

function isVague({ phase, maintenanceJobId, enteredAt, submittedAt }: SessionRecord): boolean {
  return phase === "entering" && !maintenanceJobId && !enteredAt && submittedAt !== undefined;
}
