import { timeOf } from "../../clock";
import type { Vm } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Receipt } from "../session/receipt";

/** For a sentence about a VM that CloudTower does not list. */
export const NOT_SHOWN = "no longer shown by CloudTower: deleted, or hidden from this user";

interface Named {
  vmUuid?: string;
  vmName?: string;
}

/** A VM for a sentence: its name, if it has one, and its UUID. */
export function describeVm(vm: Named): string {
  const uuid = vm.vmUuid ? asName(vm.vmUuid) : "no UUID";
  return vm.vmName && vm.vmName !== vm.vmUuid ? `${asName(vm.vmName)} (${uuid})` : uuid;
}

/** VMs for a sentence. */
export function describeVms(vms: readonly Named[]): string {
  return vms.map(describeVm).join(", ");
}

/**
 * A VM for a line of a run, where many follow each other: the UUID stands there only if the name does not tell which VM is meant.
 * Errors have it always, because they are what a ticket gets.
 * @param among all VMs that were read
 */
export function nameVm(vm: Named, among: readonly Named[]): string {
  const { vmUuid, vmName = "" } = vm;
  const isUnique = among.every((other) => other.vmName !== vmName || other.vmUuid === vmUuid);
  return isUnique && isPlain(vmName) ? asName(vmName) : describeVm(vm);
}

/** VMs for a line of a run. @param among all VMs that were read, if these are not all */
export function nameVms(vms: readonly Named[], among: readonly Named[] = vms): string {
  return vms.map((vm) => nameVm(vm, among)).join(", ");
}

/** Is the name shown as it is, and not one that could be taken for the UUID of another VM? */
function isPlain(name: string): boolean {
  const isWhole = [name, JSON.stringify(name)].includes(asName(name));
  return isWhole && name.trim() !== "" && !/^[\da-f-]{32,36}$/i.test(name);
}

/** CloudTower's VMs as {@link nameVms} takes them. */
export function named(vms: readonly Vm[]): Named[] {
  return vms.map((vm) => ({ vmUuid: vm.vmUuid, vmName: vm.name }));
}

/** CloudTower's VMs for a sentence. */
export function namesOf(vms: readonly Vm[]): string {
  return describeVms(named(vms));
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
    warnings: rest.map((vm) => `${vm.outcome}: ${nameVm(vm, vms)}: ${vm.why ?? "no reason known"}`),
  };
}

const FIVE_DAYS_MS = 5 * 24 * 3_600_000;

/** A warning about a session older than five days; undefined if it is younger or its age is unknown. @param now by the server's clock */
export function longStay(enteredAt: string | undefined, now: number): string | undefined {
  const age = now - timeOf(enteredAt);
  if (Number.isNaN(age) || age < FIVE_DAYS_MS) return undefined;
  return `in maintenance since ${enteredAt}: after seven days CloudTower rebuilds the host's data on other hosts`;
}

/** For a sentence: `1 min 12 s`. */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** For a row: `1m12s`. */
export function shortly(ms: number): string {
  return elapsed(ms).replaceAll(" ", "").replace("min", "m");
}
