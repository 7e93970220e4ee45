import { timeOf } from "../../clock";
import type { Task, Vm } from "../../cloudtower";
import type { RecordedVm } from "../session/record";

/** The VMs that failed tasks of a host shut down and left off. */
export interface LeftByTasks {
  /** On that host, or on no host: they count as having run. */
  owed: Vm[];
  /** On other hosts: it is uncertain whether the task stopped them. */
  elsewhere: Vm[];
}

/**
 * A failed task is a closed window of time. A VM that is off, and was last shut down within the window, was shut down
 * by the task. CloudTower's and the cluster's clock may differ; then no VM is found.
 */
export function leftByTasks(tasks: readonly Task[], vms: readonly Vm[], hostId: string): LeftByTasks {
  const left = vms.filter((vm) => isOff(vm) && tasks.some((task) => isWithin(task, vm)));
  return {
    owed: left.filter((vm) => vm.hostId === undefined || vm.hostId === hostId),
    elsewhere: left.filter((vm) => vm.hostId !== undefined && vm.hostId !== hostId),
  };
}

/** The tasks that ended after the host's last session began. Earlier ones are settled. */
export function sinceLastSession(tasks: readonly Task[], enteredAt: string | undefined): Task[] {
  const began = timeOf(enteredAt);
  return tasks.filter(({ finishedAt }) => Number.isNaN(began) || timeOf(finishedAt) >= began);
}

/** The VMs that went off after a point in time. */
export function offSince(vms: readonly Vm[], ms: number): Vm[] {
  return vms.filter((vm) => isOff(vm) && timeOf(vm.lastShutdownTime) >= ms);
}

/** The record of a VM that counts as having run. */
export function asHavingRun({ vmUuid, name, lastShutdownTime }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState: "RUNNING", ...(lastShutdownTime ? { lastShutdownTime } : {}) };
}

function isOff(vm: Vm): boolean {
  return vm.powerState === "STOPPED" && !vm.inRecycleBin;
}

/** Either time may be in whole seconds. */
function isWithin({ startedAt, finishedAt }: Task, { lastShutdownTime }: Vm): boolean {
  const second = (time: string | undefined) => Math.floor(timeOf(time) / 1_000);
  const shut = second(lastShutdownTime);
  return second(startedAt) <= shut && shut <= second(finishedAt);
}
