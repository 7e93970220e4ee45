import { CloudTowerError, TaskTimeoutError } from "../cloudtower";
import type { Context } from "./context";
import { followTask } from "./followTask";
import { SETTLE_MS } from "./observe";
import type { RecordedVm } from "./record";

const START_MS = 5 * 60_000;

/**
 * Starts VMs that an entry or exit left off, one call each, so that one that cannot start does not hold up the others.
 * @returns those that still do not run, each told in the log with CloudTower's reason
 */
export async function startLeftOff<T extends RecordedVm>(
  context: Context,
  vms: readonly T[],
  deadline: number,
): Promise<T[]> {
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
  const now = await cloudTower.vmsByUuid(
    vms.map((vm) => vm.vmUuid),
    { signal, patienceMs: SETTLE_MS },
  );
  const running = new Set(now.filter((vm) => vm.powerState === "RUNNING").map((vm) => vm.vmUuid));
  const known = new Set(now.map((vm) => vm.vmUuid));
  return vms.filter((vm) => known.has(vm.vmUuid) && !running.has(vm.vmUuid));
}
