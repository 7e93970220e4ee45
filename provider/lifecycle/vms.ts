import type { ExitPlan, PlannedVm, Vm } from "../cloudtower";
import type { Context } from "./context";
import { allVms, type RecordedLists, type RecordedVm } from "./record";

/** A VM as a person can recognize it: by name where it has one, always with its UUID. */
export function describeVm(vm: { vmUuid?: string; vmName?: string }): string {
  const uuid = vm.vmUuid || "no UUID";
  return vm.vmName && vm.vmName !== vm.vmUuid ? `${vm.vmName} (${uuid})` : uuid;
}

/** VMs for a sentence. */
export function describeVms(vms: readonly { vmUuid?: string; vmName?: string }[]): string {
  return vms.map(describeVm).join(", ");
}

/** CloudTower's VMs for a sentence. */
export function namesOf(vms: readonly Vm[]): string {
  return describeVms(vms.map((vm) => ({ vmUuid: vm.vmUuid, vmName: vm.name })));
}

/** "1 VM", "7 VMs". */
export function countVms(count: number): string {
  return count === 1 ? "1 VM" : `${count} VMs`;
}

/** The VMs that CloudTower named by UUID or id, with their names; one that it does not show keeps its bare UUID. */
export async function identify(context: Context, names: readonly string[], seen: readonly Vm[]): Promise<Vm[]> {
  const find = (vms: readonly Vm[], name: string) => vms.find((vm) => vm.vmUuid === name || vm.id === name);
  const missing = names.filter((name) => !find(seen, name));
  const looked = missing.length > 0 ? await context.cloudTower.vmsByUuid(missing, { signal: context.signal }) : [];
  return names.map(
    (name) => find(seen, name) ?? find(looked, name) ?? { id: name, vmUuid: name, name: "", powerState: "UNKNOWN" },
  );
}

/** What an entry is about to do with the VMs of a host, as far as can be known before. */
export function expectedLists(vms: readonly Vm[], shutdownVms: readonly Vm[]): RecordedLists {
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  const moved = vms.filter((vm) => !shut.has(vm.vmUuid));
  return {
    shutdownVms: shutdownVms.map(recorded),
    liveMigratedVms: moved.filter((vm) => vm.powerState === "RUNNING").map(recorded),
    offlineMigratedVms: moved.filter((vm) => vm.powerState !== "RUNNING").map(recorded),
  };
}

/** Both lists as one: what the first says of a VM stays, and VMs that only the second names come to it. */
export function keepFirst(first: RecordedLists | undefined, second: RecordedLists): RecordedLists {
  if (!first) return second;
  const known = new Set(allVms(first).map((vm) => vm.vmUuid));
  const added = (list: readonly RecordedVm[]) => list.filter((vm) => !known.has(vm.vmUuid));
  return {
    shutdownVms: [...first.shutdownVms, ...added(second.shutdownVms)],
    liveMigratedVms: [...first.liveMigratedVms, ...added(second.liveMigratedVms)],
    offlineMigratedVms: [...first.offlineMigratedVms, ...added(second.offlineMigratedVms)],
  };
}

/**
 * CloudTower's plan as lists for the record. Power before the entry comes from the earlier lists: the first reading
 * counts. A VM that the plan does not name stays where it was recorded: what is not in the state cannot be given back.
 */
export function plannedLists(plan: ExitPlan, earlier: RecordedLists): RecordedLists {
  const before = new Map(allVms(earlier).map((vm) => [vm.vmUuid, vm]));
  const taken = new Set<string>();
  const list = (vms: readonly PlannedVm[]): RecordedVm[] =>
    vms.flatMap(({ vmUuid, vmName, vmState: _, ...rest }) => {
      if (vmUuid === undefined || taken.has(vmUuid)) return [];
      taken.add(vmUuid);
      const { powerState, vmName: earlierName = "" } = before.get(vmUuid) ?? {};
      return [{ vmUuid, vmName: vmName || earlierName, ...(powerState ? { powerState } : {}), ...rest }];
    });
  const planned = {
    shutdownVms: list(plan.shutdownVms),
    liveMigratedVms: list(plan.liveMigratedVms),
    offlineMigratedVms: list(plan.offlineMigratedVms),
  };
  return keepFirst(planned, earlier);
}

/** Recorded VMs that are not as they were before the entry: off though they ran, elsewhere, or not to be found. */
export function notBack(lists: RecordedLists, hostId: string, now: readonly Vm[]): RecordedVm[] {
  const byUuid = new Map(now.map((vm) => [vm.vmUuid, vm]));
  return allVms(lists).filter((vm) => {
    const seen = byUuid.get(vm.vmUuid);
    return !seen || seen.hostId !== hostId || (ranBefore(lists, vm) && seen.powerState !== "RUNNING");
  });
}

/** Recorded VMs that ran before and do not run now. */
export function leftOff(lists: RecordedLists, now: readonly Vm[]): RecordedVm[] {
  const stopped = new Set(now.filter((vm) => vm.powerState === "STOPPED" && !vm.inRecycleBin).map((vm) => vm.vmUuid));
  return allVms(lists).filter((vm) => ranBefore(lists, vm) && stopped.has(vm.vmUuid));
}

/**
 * A VM that had to be shut down ran, even one that was started after the first reading. Of the others the power before
 * tells, and where that is not recorded the list: only running VMs are migrated live.
 */
export function ranBefore(lists: RecordedLists, vm: RecordedVm): boolean {
  if (lists.shutdownVms.includes(vm)) return true;
  return vm.powerState ? vm.powerState === "RUNNING" : !lists.offlineMigratedVms.includes(vm);
}

function recorded({ vmUuid, name, powerState }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState };
}
