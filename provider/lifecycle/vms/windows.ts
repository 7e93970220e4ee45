import type { Task, Vm } from "../../cloudtower";
import type { RecordedVm } from "../session/record";

/** VMs that failed tasks of a host shut down and did not start again. */
export interface LeftByTasks {
  /** On that host or on none. They count as running before. */
  owed: Vm[];
  /** On other hosts. It is not certain that they ran before. */
  elsewhere: Vm[];
}

/**
 * A failed task is a closed window: a VM that is off and was last shut down between the task's start and end was shut down by it.
 * CloudTower dates tasks by its own clock, and VMs by the cluster's. If the clocks differ, nothing is found.
 */
export function leftByTasks(tasks: readonly Task[], vms: readonly Vm[], hostId: string): LeftByTasks {
  const left = vms.filter((vm) => isOff(vm) && tasks.some((task) => isWithin(task, vm)));
  return {
    owed: left.filter((vm) => vm.hostId === undefined || vm.hostId === hostId),
    elsewhere: left.filter((vm) => vm.hostId !== undefined && vm.hostId !== hostId),
  };
}

/** The tasks that ended after the host's last session began. Earlier ones no longer matter. */
export function sinceLastSession(tasks: readonly Task[], enteredAt: string | undefined): Task[] {
  const began = Date.parse(enteredAt ?? "");
  return tasks.filter(({ finishedAt }) => Number.isNaN(began) || Date.parse(finishedAt ?? "") >= began);
}

/** VMs that were shut down after a point in time. */
export function offSince(vms: readonly Vm[], ms: number): Vm[] {
  return vms.filter((vm) => isOff(vm) && Date.parse(vm.lastShutdownTime ?? "") >= ms);
}

/** The record of a VM that counts as running before. */
export function asHavingRun({ vmUuid, name, lastShutdownTime }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState: "RUNNING", ...(lastShutdownTime ? { lastShutdownTime } : {}) };
}

function isOff(vm: Vm): boolean {
  return vm.powerState === "STOPPED" && !vm.inRecycleBin;
}

/** Compares whole seconds, because either time may be rounded down. */
function isWithin({ startedAt, finishedAt }: Task, { lastShutdownTime }: Vm): boolean {
  const second = (time: string | undefined) => Math.floor(Date.parse(time ?? "") / 1_000);
  const shut = second(lastShutdownTime);
  return second(startedAt) <= shut && shut <= second(finishedAt);
}
