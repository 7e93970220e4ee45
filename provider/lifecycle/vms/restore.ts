import type { ExitPlan, PlannedVm, RestoreLists } from "../../cloudtower";
import { said } from "../../text/foreign";
import type { VmOutcome } from "../session/receipt";
import { allVms, type RecordedLists } from "../session/record";
import { allPlanned } from "./lists";
import { namesIn, selects, type VmSelector } from "./selector";

/** What the user wants back at the exit. */
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

/** What an exit asks CloudTower to bring back, and why it omits the other VMs of the plan. */
export interface Restore {
  lists: RestoreLists;
  /** By UUID. */
  notes: ReadonlyMap<string, string>;
  /** VMs of the plan that have no UUID. No exit can bring them back. */
  nameless: VmOutcome[];
  /** The recorded VMs that ran when the exit was decided: it does not start them. */
  running?: ReadonlySet<string>;
}

/**
 * Turns the current exit plan and the user's policy into the lists of the exit call.
 * @param record with the VMs of the plan
 * @param isStopped whether somebody stopped a VM after the entry; such a VM is not started
 */
export function restoreLists(
  plan: ExitPlan,
  record: RecordedLists,
  policy: RestorePolicy,
  isStopped: (vmUuid: string) => boolean,
): Restore {
  const formerNames = new Map(allVms(record).map((vm) => [vm.vmUuid, vm.vmName]));
  const notes = new Map<string, string>();
  const pick = (
    vms: readonly PlannedVm[],
    selector: VmSelector,
    why: (vm: PlannedVm) => string | undefined,
  ): string[] => {
    const picked = new Set<string>();
    for (const vm of vms) {
      const { vmUuid, vmName } = vm;
      if (!vmUuid) continue;
      const isSelected = selects(selector, { vmUuid, name: vmName, formerName: formerNames.get(vmUuid) });
      const note = isSelected ? why(vm) : "";
      if (note === undefined) picked.add(vmUuid);
      // Whether restore selects it is reported together with its state.
      else if (note) notes.set(vmUuid, note);
    }
    return [...picked];
  };
  const unlessStopped = ({ vmUuid = "" }: PlannedVm) => (isStopped(vmUuid) ? "" : undefined);
  const unlessChanged = ({ changed, changedReason }: PlannedVm) => {
    if (!changed || policy.changed === "include") return undefined;
    return `changed since the entry${changedReason ? `: ${said(changedReason)}` : ""}`;
  };
  const nameless = allPlanned(plan).filter((vm) => !vm.vmUuid);
  const why = "CloudTower gives no UUID for it";
  return {
    lists: {
      powerOn: pick(plan.shutdownVms, policy.powerOn, unlessStopped),
      liveMigrateBack: pick(plan.liveMigratedVms, policy.liveMigrateBack, unlessChanged),
      offlineMigrateBack: pick(plan.offlineMigratedVms, policy.offlineMigrateBack, unlessChanged),
    },
    notes,
    nameless: nameless.map(({ vmName = "" }) => ({ vmUuid: "", vmName, outcome: "left", why })),
  };
}

/** Names in the policy that no VM of the session has. */
export function namesWithoutVm(policy: RestorePolicy, known: readonly (string | undefined)[]): string[] {
  return [...new Set(RESTORE_LISTS.flatMap((list) => namesIn(policy[list])))].filter((name) => !known.includes(name));
}
