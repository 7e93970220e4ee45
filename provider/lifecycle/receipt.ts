import { describeVm } from "./vms";

/** What an exit did for one VM. */
export interface VmOutcome {
  vmUuid: string;
  vmName: string;
  outcome: "restored" | "skipped" | "failed";
  /** Why it was skipped or failed. */
  why?: string;
}

/** What an exit did for each VM. */
export interface Receipt {
  vms: VmOutcome[];
}

/** The receipt as lines for the log: one for all that went well, one for each VM that did not. */
export function receiptLines({ vms }: Receipt): { line: string; warnings: string[] } {
  const restored = vms.filter((vm) => vm.outcome === "restored").length;
  const rest = vms.filter((vm) => vm.outcome !== "restored");
  return {
    line: `out of maintenance: ${restored} of ${vms.length === 1 ? "1 VM" : `${vms.length} VMs`} restored`,
    warnings: rest.map((vm) => `${vm.outcome}: ${describeVm(vm)}: ${vm.why ?? "no reason known"}`),
  };
}
