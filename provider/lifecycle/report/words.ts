import type { Vm } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Receipt } from "../session/receipt";

/** For a sentence about a VM that CloudTower does not list. */
export const NOT_SHOWN = "no longer shown by CloudTower: deleted, or hidden from this user";

/** A VM for a sentence: its name, if it has one, and its UUID. */
export function describeVm(vm: { vmUuid?: string; vmName?: string }): string {
  const uuid = vm.vmUuid ? asName(vm.vmUuid) : "no UUID";
  return vm.vmName && vm.vmName !== vm.vmUuid ? `${asName(vm.vmName)} (${uuid})` : uuid;
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

/** Power and place of a VM: "is STOPPED on node-3". */
export function whereIs(vm: Vm | undefined): string {
  if (!vm || vm.powerState === "DELETED") return `is ${NOT_SHOWN}`;
  if (vm.inRecycleBin) return "is in the recycle bin";
  return `is ${asName(vm.powerState)} on ${vm.hostName === undefined ? "an unknown host" : asName(vm.hostName)}`;
}

/**
 * The receipt as lines for the log: one summary, and a warning for each VM that was not restored.
 * @param host what is true of the host, for example "out of maintenance"
 */
export function receiptLines(host: string, { vms }: Receipt): { line: string; warnings: string[] } {
  const restored = vms.filter((vm) => vm.outcome === "restored").length;
  const rest = vms.filter((vm) => vm.outcome !== "restored");
  return {
    line: `${host}: ${restored} of ${countVms(vms.length)} restored`,
    warnings: rest.map((vm) => `${vm.outcome}: ${describeVm(vm)}: ${vm.why ?? "no reason known"}`),
  };
}

const FIVE_DAYS_MS = 5 * 24 * 3_600_000;

/** A warning about a session older than five days; undefined if it is younger or its age is unknown. @param now by the server's clock */
export function longStay(enteredAt: string | undefined, now: number): string | undefined {
  const age = now - Date.parse(enteredAt ?? "");
  if (Number.isNaN(age) || age < FIVE_DAYS_MS) return undefined;
  return `in maintenance since ${enteredAt}: after seven days CloudTower rebuilds the host's data on other hosts`;
}
