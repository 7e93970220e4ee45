import type { ExitPlan, PlannedVm, Vm } from "../../cloudtower";
import { allVms, NEVER, type RecordedLists, type RecordedVm } from "../session/record";

export const NO_VMS: RecordedLists = { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] };

/** What an entry is about to do with the VMs of a host, as far as this is known beforehand. */
export function expectedLists(vms: readonly Vm[], shutdownVms: readonly Vm[]): RecordedLists {
  const shut = new Set(shutdownVms.map((vm) => vm.vmUuid));
  const moved = vms.filter((vm) => !shut.has(vm.vmUuid));
  return {
    shutdownVms: shutdownVms.map(recorded),
    liveMigratedVms: moved.filter((vm) => vm.powerState === "RUNNING").map(recorded),
    offlineMigratedVms: moved.filter((vm) => vm.powerState !== "RUNNING").map(recorded),
  };
}

/** Merges two sets of lists. The first one wins; VMs that only the second has are added. */
export function keepFirst(first: RecordedLists | undefined, second: RecordedLists): RecordedLists {
  if (!first) return second;
  const known = new Set(allVms(first).map((vm) => vm.vmUuid));
  return mapLists(first, (list, name) => [...list, ...second[name].filter((vm) => !known.has(vm.vmUuid))]);
}

/**
 * Turns CloudTower's exit plan into lists for the record. Names and power before the entry come from the earlier lists,
 * which were read first. A VM that is missing from the plan stays in the record, because otherwise it could not be
 * given back.
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
  return keepFirst(mapLists(plan, list), earlier);
}

/**
 * The lists with current names. The recycle bin renames VMs; such names are ignored, because nobody would recognize
 * them.
 */
export function withCurrentNames(lists: RecordedLists, plan: ExitPlan): RecordedLists {
  const names = new Map(allPlanned(plan).map(({ vmUuid, vmName }) => [vmUuid, vmName]));
  return mapLists(lists, (list) =>
    list.map((vm) => {
      const name = names.get(vm.vmUuid);
      return name && !name.startsWith("in-recycle-bin-") ? { ...vm, vmName: name } : vm;
    }),
  );
}

/** All VMs of a plan. */
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
 * Did a VM run before the entry? A VM that had to be shut down did, even if it was started only after the first
 * reading. For the others, the power before tells. If it was not recorded, the list does: only running VMs are migrated
 * live.
 */
export function ranBefore(lists: RecordedLists, vm: RecordedVm): boolean {
  const list = listOf(lists, vm);
  if (list === "shutdownVms") return true;
  return vm.powerState ? vm.powerState === "RUNNING" : list === "liveMigratedVms";
}

/** The lists, reduced to these VMs. */
export function onlyVms(lists: RecordedLists, vms: readonly RecordedVm[]): RecordedLists {
  const kept = new Set(vms.map((vm) => vm.vmUuid));
  return mapLists(lists, (list) => list.filter((vm) => kept.has(vm.vmUuid)));
}

/**
 * The lists of an earlier entry, before one that shuts these VMs down: whatever the earlier one did with them, the exit has to start them.
 * Their names, and that they ran, stay known, because they may not be shown now.
 */
export function asShutDown(earlier: RecordedLists, vms: readonly Vm[]): RecordedLists {
  const now = new Map(vms.map((vm) => [vm.vmUuid, recorded(vm)]));
  const again = allVms(earlier).flatMap((was) => {
    const vm = now.get(was.vmUuid);
    const power = ranBefore(earlier, was) ? { powerState: "RUNNING" } : {};
    return vm ? [{ ...vm, vmName: vm.vmName || was.vmName, ...power }] : [];
  });
  const others = mapLists(earlier, (list) => list.filter((vm) => !now.has(vm.vmUuid)));
  return { ...others, shutdownVms: [...others.shutdownVms, ...again] };
}

/**
 * Adds what is read after an entry: when each VM that ran before was last shut down, and after a failed entry where
 * each VM was left. What an earlier entry of ours recorded stays. A VM that should be off but still shows as running
 * was read too early.
 */
export function withStamps(lists: RecordedLists, vms: ReadonlyMap<string, Vm>, hasFailed: boolean): RecordedLists {
  return mapLists(lists, (list) =>
    list.map((vm) => {
      const { lastShutdownTime, hostId, powerState } = vms.get(vm.vmUuid) ?? {};
      const time = lastShutdownTime ?? (powerState === "RUNNING" ? NEVER : undefined);
      const isEarly = !hasFailed && powerState === "RUNNING" && listOf(lists, vm) === "shutdownVms";
      return {
        ...(time && ranBefore(lists, vm) && !isEarly ? { lastShutdownTime: time } : {}),
        ...(hasFailed && hostId ? { hostIdAfter: hostId } : {}),
        ...vm,
      };
    }),
  );
}

/** The lists without the times of shutdowns, which tell nothing about another session. */
export function withoutStamps(lists: RecordedLists): RecordedLists {
  return mapLists(lists, (list) => list.map(({ lastShutdownTime: _, ...vm }) => vm));
}

/** Maps the three lists one after the other, in the order of `RecordedLists`. */
function mapLists<V>(
  lists: Record<keyof RecordedLists, readonly V[]>,
  map: (list: readonly V[], name: keyof RecordedLists) => RecordedVm[],
): RecordedLists {
  return {
    shutdownVms: map(lists.shutdownVms, "shutdownVms"),
    liveMigratedVms: map(lists.liveMigratedVms, "liveMigratedVms"),
    offlineMigratedVms: map(lists.offlineMigratedVms, "offlineMigratedVms"),
  };
}

function recorded({ vmUuid, name, powerState }: Vm): RecordedVm {
  return { vmUuid, vmName: name, powerState };
}
