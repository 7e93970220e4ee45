import type { ExitPlan, PlannedVm, RestoreLists } from "../cloudtower";
import type { RecordedLists } from "./record";
import { allVms } from "./record";
import { describeVm } from "./vms";

/** What an exit will ask CloudTower to bring back, and what it will leave. */
export interface Restore {
  lists: RestoreLists;
  skipped: { vm: string; why: string }[];
}

/**
 * From the exit plan as it is now to the lists of the exit call.
 *
 * A VM that was shut down is always powered on: nobody else will. A VM that somebody has moved, started or stopped
 * meanwhile (`changed`) is not migrated back: that would undo what a person did on purpose, and it runs where it is.
 */
export function restoreLists(plan: ExitPlan, record: RecordedLists): Restore {
  const skipped: Restore["skipped"] = [];
  const planned = new Set<string>();
  const pick = (vms: readonly PlannedVm[], skipChanged: boolean): string[] => {
    const picked = new Set<string>();
    for (const vm of vms) {
      if (vm.vmUuid) planned.add(vm.vmUuid);
      if (!vm.vmUuid) skipped.push({ vm: vm.vmName ?? "a VM without name", why: "CloudTower gives no UUID for it" });
      else if (skipChanged && vm.changed) skipped.push({ vm: describeVm(vm), why: changedWhy(vm) });
      else picked.add(vm.vmUuid);
    }
    return [...picked];
  };
  const lists = {
    powerOn: pick(plan.shutdownVms, false),
    liveMigrateBack: pick(plan.liveMigratedVms, true),
    offlineMigrateBack: pick(plan.offlineMigratedVms, true),
  };
  for (const vm of allVms(record)) {
    if (!planned.has(vm.vmUuid)) skipped.push({ vm: describeVm(vm), why: "CloudTower's exit plan no longer has it" });
  }
  return { lists, skipped };
}

function changedWhy({ changedReason }: PlannedVm): string {
  return `changed since the entry${changedReason ? `: ${changedReason}` : ""}`;
}
