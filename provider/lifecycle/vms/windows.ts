import type { Task, Vm } from "../../cloudtower";
import type { RecordedVm } from "../session/record";

/** VMs that failed tasks of a host shut down and left off. */
export interface LeftByTasks {
  /** On that host, or on none: they count as having run. */
  owed: Vm[];
  /** On other hosts: what they did before is not known for sure. */
  elsewhere: Vm[];
}

/**
 * A failed task is a closed window: a VM that is off, and was last shut down between its begin and its end, was shut down
 * by it. CloudTower dates its tasks by another clock than clusters their VMs: where these differ, nothing is found.
 */
export function leftByTasks(tasks: readonly Task[], vms: readonly Vm[], hostId: string): LeftByTasks {
  const left = vms.filter((vm) => isOff(vm) && tasks.some((task) => isWithin(task, vm)));
  return {
    owed: left.filter((vm) => vm.hostId === undefined || vm.hostId === hostId),
    elsewhere: left.filter((vm) => vm.hostId !== undefined && vm.hostId !== hostId),
  };
}

/** The tasks that ended after the last session of the host began: earlier ones tell of what is long settled. */
export function sinceLastSession(tasks: readonly Task[], enteredAt: string | undefined): Task[] {
  const began = Date.parse(enteredAt ?? "");
  return tasks.filter(({ finishedAt }) => Number.isNaN(began) || Date.parse(finishedAt ?? "") >= began);
}

/** VMs that went off after a moment. */
export function offSince(vms: readonly Vm[], ms: number): Vm[] {
  return vms.filter((vm) => isOff(vm) && Date.parse(vm.lastShutdownTime ?? "") >= ms);
}

/** As a record has a VM that counts as having run. */
export function asHavingRun({ vmUuid, name, lastShutdownTime }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState: "RUNNING", ...(lastShutdownTime ? { lastShutdownTime } : {}) };
}

function isOff(vm: Vm): boolean {
  return vm.powerState === "STOPPED" && !vm.inRecycleBin;
}

/** Either side may be told in whole seconds. */
function isWithin({ startedAt, finishedAt }: Task, { lastShutdownTime }: Vm): boolean {
  const second = (time: string | undefined) => Math.floor(Date.parse(time ?? "") / 1_000);
  const shut = second(lastShutdownTime);
  return second(startedAt) <= shut && shut <= second(finishedAt);
}
