import type { ExitPlan, PlannedVm, RestoreLists } from "../../cloudtower";
import type { VmOutcome } from "../report/words";
import { allVms, type RecordedLists } from "../session/record";
import { allPlanned } from "./lists";
import { namesIn, selects, type VmSelector } from "./selector";

/** What the user wants back at exit. */
export interface RestorePolicy {
  powerOn: VmSelector;
  liveMigrateBack: VmSelector;
  offlineMigrateBack: VmSelector;
  /**
   * What to do with VMs that CloudTower flags as moved, started or stopped by somebody since the entry. `skip`: do not
   * migrate them back. Powering on is not affected: a VM that the entry shut down must run again.
   */
  changed: "include" | "skip";
}

export const RESTORE_LISTS = ["powerOn", "liveMigrateBack", "offlineMigrateBack"] as const;

/** What an exit asks CloudTower to bring back, and the VMs that it leaves, with the reason. */
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
  const formerNames = new Map(recorded.map((vm) => [vm.vmUuid, vm.vmName]));
  const left: VmOutcome[] = [];
  const pick = (vms: readonly PlannedVm[], selector: VmSelector, mayHaveChanged: boolean): string[] => {
    const picked = new Set<string>();
    for (const { vmUuid = "", vmName = "", ...vm } of vms) {
      const isSelected = selects(selector, { vmUuid, name: vmName, formerName: formerNames.get(vmUuid) });
      const why = reasonToLeave({ vmUuid, ...vm }, isSelected, mayHaveChanged);
      if (why) left.push({ vmUuid, vmName, outcome: "left", why });
      else picked.add(vmUuid);
    }
    return [...picked];
  };
  const lists = {
    powerOn: pick(plan.shutdownVms, policy.powerOn, true),
    liveMigrateBack: pick(plan.liveMigratedVms, policy.liveMigrateBack, policy.changed === "include"),
    offlineMigrateBack: pick(plan.offlineMigratedVms, policy.offlineMigrateBack, policy.changed === "include"),
  };
  const planned = allPlanned(plan);
  const added = planned.filter((vm) => vm.vmUuid && !formerNames.has(vm.vmUuid));
  // The name before wins: in the recycle bin a VM has another one, which nobody would recognize.
  const names = new Map([...planned.map((vm): [string, string] => [vm.vmUuid ?? "", vm.vmName ?? ""]), ...formerNames]);
  return { lists, left, added, names };
}

/** Names in the policy that fit no VM of the session: there is nothing that they could bring back. */
export function namesWithoutVm(policy: RestorePolicy, known: readonly (string | undefined)[]): string[] {
  return [...new Set(RESTORE_LISTS.flatMap((list) => namesIn(policy[list])))].filter((name) => !known.includes(name));
}

function reasonToLeave(vm: PlannedVm, isSelected: boolean, mayHaveChanged: boolean): string | undefined {
  if (!vm.vmUuid) return "CloudTower gives no UUID for it";
  if (!isSelected) return "not selected by restore";
  if (vm.changed && !mayHaveChanged) return `changed since the entry${vm.changedReason ? `: ${vm.changedReason}` : ""}`;
  return undefined;
}
