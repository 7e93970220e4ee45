import { timeOf } from "../clock";
import { minutely } from "../lifecycle";
import type { Run } from "./run";

/** Of a run that died on another machine, CloudTower's tasks tell something, as far as tasks name their host. */

const PAUSE_MS = 10_000;
/** CloudTower's words for its tasks are not published: what is not recognized is missed. */
const REBOOT = /reboot|restart|重启/i;

/**
 * Waits for a task of the host. On the machine that has the notes, they tell what is under way; elsewhere, it may be the exit or the
 * reboot of a run that died.
 * @returns whether there was one, so that the host has to be looked at again
 */
export async function isBusyElsewhere(run: Run): Promise<boolean> {
  if (!run.mayHaveOthers) return false;
  const { cloudTower, clock, signal, progress } = run.context();
  const tell = minutely(run.context());
  for (let isFirst = true; ; isFirst = false) {
    // Best effort, as for the tasks of a verb.
    const tasks = await cloudTower.liveTasks(run.record.hostId, { signal, patienceMs: 0 }).catch(() => []);
    signal.throwIfAborted();
    if (tasks.length === 0) return !isFirst;
    if (isFirst) progress.line("waiting for a task of the host that this run has not begun");
    progress.status?.("waiting for a task of the host");
    tell("still waiting for a task of the host that this run has not begun");
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** Notes a reboot of this session that only CloudTower's tasks tell of. With a note, no other one is sent. */
export async function noteElsewhere(run: Run): Promise<void> {
  if (!run.mayHaveOthers || run.record.rebootNote) return;
  const { cloudTower, signal, progress } = run.context();
  const ended = await cloudTower.endedTasks(run.record.hostId, { signal, patienceMs: 0 }).catch(() => []);
  signal.throwIfAborted();
  const entered = timeOf(run.record.session?.enteredAt);
  const isReboot = ({ description = "", startedAt = "" }) =>
    REBOOT.test(description) && Date.parse(startedAt) >= entered;
  const reboot = ended.find(isReboot);
  if (!reboot) return;
  progress.warn(`CloudTower shows a reboot of the host in this session, which began at ${reboot.startedAt}`);
  await run.save({ rebootNote: { sentAt: reboot.startedAt ?? "" } });
}
