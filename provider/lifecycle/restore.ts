import type { ExitPlan, PlannedVm, RestoreLists } from "../cloudtower";
import type { VmOutcome } from "./receipt";
import { allVms, type RecordedLists } from "./record";

/** Which VMs of a list to bring back: all, none, or those with these names or UUIDs. */
export type Selection = "all" | "none" | readonly string[];

/** What the user wants back at exit. */
export interface RestorePolicy {
  powerOn: Selection;
  liveMigrateBack: Selection;
  offlineMigrateBack: Selection;
  /**
   * What to do with VMs that CloudTower flags as moved, started or stopped by somebody since the entry. `skip`: do not
   * migrate them back. Powering on is not affected: a VM that the entry shut down must run again.
   */
  changed: "include" | "skip";
}

/**
 * All comes back, except that a VM which somebody has moved or switched meanwhile stays where it is: migrating it back
 * would undo what a person did on purpose, and it is the one choice that cannot leave a VM without power.
 */
export const DEFAULT_RESTORE: RestorePolicy = {
  powerOn: "all",
  liveMigrateBack: "all",
  offlineMigrateBack: "all",
  changed: "skip",
};

/** What an exit will ask CloudTower to bring back, and the VMs that it will leave, with the reason. */
export interface Restore {
  lists: RestoreLists;
  left: VmOutcome[];
  /** VMs that are not in the record: they came to the plan since. */
  added: PlannedVm[];
  /** Name by `vmUuid`, of all VMs that the plan or the record name. */
  names: ReadonlyMap<string, string>;
}

/** From the exit plan as it is now, and what the user wants, to the lists of the exit call. */
export function restoreLists(plan: ExitPlan, record: RecordedLists, policy: RestorePolicy): Restore {
  const recorded = allVms(record);
  const planned = [...plan.shutdownVms, ...plan.liveMigratedVms, ...plan.offlineMigratedVms];
  // The name before wins: in the recycle bin a VM has another one, which nobody would recognize.
  const names = new Map([...planned, ...recorded].map((vm) => [vm.vmUuid ?? "", vm.vmName ?? ""]));

  const left: VmOutcome[] = [];
  const pick = (vms: readonly PlannedVm[], selection: Selection, mayHaveChanged: boolean): string[] => {
    const picked = new Set<string>();
    for (const vm of vms) {
      // By its name now or by the one it had: somebody may have renamed it, and CloudTower need not tell a name.
      const nameBefore = recorded.find((earlier) => earlier.vmUuid === vm.vmUuid)?.vmName;
      const selected = isSelected(vm, selection) || isSelected({ vmName: nameBefore ?? "" }, selection);
      const why = reasonToLeave(vm, selected, mayHaveChanged);
      if (why) left.push({ vmUuid: vm.vmUuid ?? "", vmName: vm.vmName ?? "", outcome: "skipped", why });
      else if (vm.vmUuid) picked.add(vm.vmUuid);
    }
    return [...picked];
  };
  const lists = {
    powerOn: pick(plan.shutdownVms, policy.powerOn, true),
    liveMigrateBack: pick(plan.liveMigratedVms, policy.liveMigrateBack, policy.changed === "include"),
    offlineMigrateBack: pick(plan.offlineMigratedVms, policy.offlineMigrateBack, policy.changed === "include"),
  };
  const known = new Set(recorded.map((vm) => vm.vmUuid));
  return { lists, left, names, added: planned.filter((vm) => vm.vmUuid && !known.has(vm.vmUuid)) };
}

function reasonToLeave(vm: PlannedVm, selected: boolean, mayHaveChanged: boolean): string | undefined {
  if (!vm.vmUuid) return "CloudTower gives no UUID for it";
  if (!selected) return "not selected by restore";
  if (vm.changed && !mayHaveChanged) return `changed since the entry${vm.changedReason ? `: ${vm.changedReason}` : ""}`;
  return undefined;
}

/** Is this VM selected, by name or UUID? */
export function isSelected(vm: { vmUuid?: string; vmName?: string }, selection: Selection): boolean {
  if (typeof selection === "string") return selection === "all";
  return selection.some((entry) => entry === vm.vmName || entry.toLowerCase() === vm.vmUuid?.toLowerCase());
}
