import { CloudTowerError, TaskTimeoutError } from "../cloudtower";
import type { Context } from "./context";
import { followTask } from "./followTask";
import type { RecordedVm } from "./record";
import { type Vms, vmsOnceSo } from "./vmsOnceSo";

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
  const uuids = vms.map((vm) => vm.vmUuid);
  const isOff = (now: Vms, uuid: string) => now.has(uuid) && now.get(uuid)?.powerState !== "RUNNING";
  const now = await vmsOnceSo(context, uuids, (seen) => !uuids.some((uuid) => isOff(seen, uuid)));
  return vms.filter((vm) => isOff(now, vm.vmUuid));
}
