import type { ExitPlan, PlannedVm, Vm } from "../../cloudtower";
import { allVms, type RecordedLists, type RecordedVm } from "../session/record";

export const NO_VMS: RecordedLists = { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] };

/** What an entry will do with the VMs of a host, as far as this is known beforehand. */
export function expectedLists(vms: readonly Vm[], shutdownVms: readonly Vm[]): RecordedLists {
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  const moved = vms.filter((vm) => !shut.has(vm.vmUuid));
  return {
    shutdownVms: shutdownVms.map(recorded),
    liveMigratedVms: moved.filter((vm) => vm.powerState === "RUNNING").map(recorded),
    offlineMigratedVms: moved.filter((vm) => vm.powerState !== "RUNNING").map(recorded),
  };
}

/** Merges two sets of lists. If both have a VM, the first wins. */
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
 * CloudTower's exit plan as lists for the record. Names and the power state before the entry come from the earlier lists. A VM that
 * is missing in the plan stays where it was recorded: a VM that is not in the state cannot be given back.
 */
export function plannedLists(plan: ExitPlan, earlier: RecordedLists): RecordedLists {
  const before = new Map(allVms(earlier).map((vm) => [vm.vmUuid, vm]));
  const taken = new Set<string>();
  const list = (vms: readonly PlannedVm[]): RecordedVm[] =>
    vms.flatMap(({ vmUuid, vmName = "", targetHostName, changed, changedReason }) => {
      if (vmUuid === undefined || taken.has(vmUuid)) return [];
      taken.add(vmUuid);
      const { targetHostName: _, changed: __, changedReason: ___, ...earlierVm } = before.get(vmUuid) ?? { vmName };
      return [
        {
          ...earlierVm,
          vmUuid,
          vmName: earlierVm.vmName || vmName,
          ...(targetHostName ? { targetHostName } : {}),
          ...(changed ? { changed } : {}),
          ...(changedReason ? { changedReason } : {}),
        },
      ];
    });
  const planned = {
    shutdownVms: list(plan.shutdownVms),
    liveMigratedVms: list(plan.liveMigratedVms),
    offlineMigratedVms: list(plan.offlineMigratedVms),
  };
  return keepFirst(planned, earlier);
}

/** The lists with the VMs' current names, except in the recycle bin, where a VM has a name that nobody would recognize. */
export function withCurrentNames(lists: RecordedLists, plan: ExitPlan): RecordedLists {
  const names = new Map(allPlanned(plan).map(({ vmUuid, vmName }) => [vmUuid, vmName]));
  return mapLists(lists, (list) =>
    list.map((vm) => {
      const name = names.get(vm.vmUuid);
      return name && !name.startsWith("in-recycle-bin-") ? { ...vm, vmName: name } : vm;
    }),
  );
}

/** Every VM of a plan. */
export function allPlanned(plan: ExitPlan): PlannedVm[] {
  return [...plan.shutdownVms, ...plan.liveMigratedVms, ...plan.offlineMigratedVms];
}

/** The list of a record that contains a VM. */
export function listOf(lists: RecordedLists, { vmUuid }: Pick<RecordedVm, "vmUuid">): keyof RecordedLists {
  const isIn = (list: readonly RecordedVm[]) => list.some((vm) => vm.vmUuid === vmUuid);
  if (isIn(lists.shutdownVms)) return "shutdownVms";
  return isIn(lists.offlineMigratedVms) ? "offlineMigratedVms" : "liveMigratedVms";
}

/**
 * Did a VM run before the entry? A VM that had to be shut down did, even if it was started after the first reading. For the others,
 * the recorded power state decides, or else the list: only running VMs migrate live.
 */
export function ranBefore(lists: RecordedLists, vm: RecordedVm): boolean {
  const list = listOf(lists, vm);
  if (list === "shutdownVms") return true;
  return vm.powerState ? vm.powerState === "RUNNING" : list === "liveMigratedVms";
}

/** The lists with only these VMs. */
export function onlyVms(lists: RecordedLists, vms: readonly RecordedVm[]): RecordedLists {
  const kept = new Set(vms.map((vm) => vm.vmUuid));
  return mapLists(lists, (list) => list.filter((vm) => kept.has(vm.vmUuid)));
}

/**
 * Adds what was read of the VMs after an entry: the shutdown time of each VM that ran before, and after a failed entry also its
 * host. Values that an earlier entry of ours recorded stay. A VM that should be off after an entry but still reads as running was
 * read too early.
 */
export function withStamps(lists: RecordedLists, vms: ReadonlyMap<string, Vm>, hasFailed: boolean): RecordedLists {
  return mapLists(lists, (list) =>
    list.map((vm) => {
      const { lastShutdownTime, hostId, powerState } = vms.get(vm.vmUuid) ?? {};
      const isEarly = !hasFailed && powerState === "RUNNING" && listOf(lists, vm) === "shutdownVms";
      return {
        ...(lastShutdownTime && ranBefore(lists, vm) && !isEarly ? { lastShutdownTime } : {}),
        ...(hasFailed && hostId ? { hostIdAfter: hostId } : {}),
        ...vm,
      };
    }),
  );
}

function mapLists(lists: RecordedLists, map: (list: readonly RecordedVm[]) => RecordedVm[]): RecordedLists {
  return {
    shutdownVms: map(lists.shutdownVms),
    liveMigratedVms: map(lists.liveMigratedVms),
    offlineMigratedVms: map(lists.offlineMigratedVms),
  };
}

function recorded({ vmUuid, name, powerState }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState };
}
