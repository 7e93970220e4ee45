import type { ExitPlan, PlannedVm, Vm } from "../../cloudtower";
import { allVms, type RecordedLists, type RecordedVm } from "../session/record";

export const NO_VMS: RecordedLists = { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] };

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

/** Both lists as one: what the first says of a VM stays, and VMs that only the second names are added. */
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
 * CloudTower's exit plan as lists for the record. Power before the entry comes from the earlier lists, whose reading was
 * first. A VM that the plan does not name stays where it was recorded: what is not in the state cannot be given back.
 */
export function plannedLists(plan: ExitPlan, earlier: RecordedLists): RecordedLists {
  const before = new Map(allVms(earlier).map((vm) => [vm.vmUuid, vm]));
  const taken = new Set<string>();
  const list = (vms: readonly PlannedVm[]): RecordedVm[] =>
    vms.flatMap(({ vmUuid, vmName, targetHostName, changed, changedReason }) => {
      if (vmUuid === undefined || taken.has(vmUuid)) return [];
      taken.add(vmUuid);
      const {
        vmName: earlierName = "",
        targetHostName: _,
        changed: __,
        changedReason: ___,
        ...earlierVm
      } = before.get(vmUuid) ?? {};
      // In the recycle bin a VM has another name, which nobody would recognize.
      const isBinned = vmName?.startsWith("in-recycle-bin-") && earlierName;
      return [
        {
          ...earlierVm,
          vmUuid,
          vmName: isBinned ? earlierName : vmName || earlierName,
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

/** Every VM of a plan. */
export function allPlanned(plan: ExitPlan): PlannedVm[] {
  return [...plan.shutdownVms, ...plan.liveMigratedVms, ...plan.offlineMigratedVms];
}

/** In which list of a record a VM is. */
export function listOf(lists: RecordedLists, { vmUuid }: Pick<RecordedVm, "vmUuid">): keyof RecordedLists {
  const isIn = (list: readonly RecordedVm[]) => list.some((vm) => vm.vmUuid === vmUuid);
  if (isIn(lists.shutdownVms)) return "shutdownVms";
  return isIn(lists.offlineMigratedVms) ? "offlineMigratedVms" : "liveMigratedVms";
}

/**
 * Did a VM run before the entry? One that had to be shut down did, even if it was started after the first reading. Of the
 * others their power before tells, and where that is not recorded the list: only running VMs are migrated live.
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
 * What is read of the VMs after an entry: when each that ran before was last shut down, and after an entry that failed
 * where each was left. What an earlier entry of ours recorded stays.
 */
export function withStamps(lists: RecordedLists, vms: ReadonlyMap<string, Vm>, hasFailed: boolean): RecordedLists {
  return mapLists(lists, (list) =>
    list.map((vm) => {
      const { lastShutdownTime, hostId } = vms.get(vm.vmUuid) ?? {};
      return {
        ...(lastShutdownTime && ranBefore(lists, vm) ? { lastShutdownTime } : {}),
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
