import { CloudTowerError, TaskTimeoutError } from "../cloudtower";
import type { Context } from "./context";
import { DESTROY_AGAIN, during, type Failure, LifecycleError } from "./errors";
import { followTask } from "./followTask";
import type { RecordedVm, SessionRecord } from "./record";
import { recordedVms, type Vms } from "./recordedVms";
import { countVms, describeVms } from "./vms";

const START_MS = 5 * 60_000;

/** Whose VMs are started, and what the user is told. */
interface Start {
  record: SessionRecord;
  /** Names the host and the phase. */
  failure: Pick<Failure, "host" | "phase">;
  /** Who left them off. */
  who: string;
  /** What is true of the host, for the error: "the host is out of maintenance, and ". */
  truth: string;
  deadline: number;
}

/**
 * Makes VMs run that an entry or exit left off.
 * @throws LifecycleError naming those that cannot be started
 */
export async function makeRun(context: Context, vms: readonly RecordedVm[], start: Start): Promise<void> {
  const { record, truth } = start;
  const failure = { ...start.failure, record };
  context.progress.line(`starting ${countVms(vms.length)} that ${start.who} left off: ${describeVms(vms)}`);
  const unseen = { ...failure, what: "VMs were to be started, and whether they run could not be seen" };
  const stillOff = await during({ ...unseen, next: DESTROY_AGAIN }, () =>
    startLeftOff(context, record, vms, start.deadline),
  );
  if (stillOff.length === 0) return;
  throw new LifecycleError({
    ...failure,
    what: `${truth}${countVms(stillOff.length)} that ran before cannot be started: ${describeVms(stillOff)}`,
    next: "start what is off by hand if CloudTower cannot, then run pulumi destroy again",
  });
}

/**
 * Starts VMs that an entry or exit left off, one call each, so that one that cannot start does not hold up the others.
 * @returns those that still do not run, each told in the log with CloudTower's reason
 */
async function startLeftOff(
  context: Context,
  record: SessionRecord,
  vms: readonly RecordedVm[],
  deadline: number,
): Promise<RecordedVm[]> {
  const { cloudTower, clock, signal, progress } = context;
  for (const vm of vms) {
    // Each has its time, whatever the ones before have used up.
    const latest = Math.max(deadline, clock.now() + START_MS);
    try {
      const tasks = await cloudTower.startVms([vm.vmUuid], { signal });
      for (const taskId of tasks) {
        const task = await followTask(context, taskId, `starting ${vm.vmName}`, latest);
        if (task.status === "FAILED")
          progress.warn(`${vm.vmName} did not start: ${task.errorMessage ?? "no reason given"}`);
      }
    } catch (error) {
      if (!(error instanceof CloudTowerError || error instanceof TaskTimeoutError)) throw error;
      progress.warn(`${vm.vmName} did not start: ${error.message}`);
    }
  }
  const uuids = vms.map((vm) => vm.vmUuid);
  const isOff = (now: Vms, uuid: string) => now.has(uuid) && now.get(uuid)?.powerState !== "RUNNING";
  const now = await recordedVms(context, record, uuids, (seen) => !uuids.some((uuid) => isOff(seen, uuid)));
  return vms.filter((vm) => isOff(now, vm.vmUuid));
}
