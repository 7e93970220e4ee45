import type { Host, Vm } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Consent } from "../context";
import { type About, during, type LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { allVms, type RecordedLists } from "../session/record";
import type { Sight } from "../session/sight";
import { RESTORE_LISTS, type RestorePolicy } from "../vms/restore";
import { closestTo, isVmId, namesIn, selects, type VmSelector } from "../vms/selector";

/** An argument or setting that may name VMs. */
interface Speaker {
  name: string;
  selector: VmSelector;
  /** Is a name that no VM has an error? Otherwise it is ignored. */
  isKnownNeeded: boolean;
  /** Is a name that several VMs have an error? Otherwise it means all of them. */
  isOneNeeded: boolean;
}

/**
 * Compares the VMs that a precheck lists with the consent.
 * @returns the reasons why they must not be shut down
 */
export async function objections(
  sight: Sight,
  about: About,
  { consent, cap = "all" }: Consent,
  shutdownVms: readonly Vm[],
  { clusterId }: Pick<Host, "clusterId">,
): Promise<LifecycleError[]> {
  const { cloudTower } = sight;
  const addresses = shutdownVms.length > 0 ? new Set(await cloudTower.ownAddresses()) : new Set<string>();
  const own = shutdownVms.filter((vm) => vm.ips?.some((ip) => addresses.has(ip)));
  const notCovered = shutdownVms.filter((vm) => !selects(consent, vm));
  const beyondCap = shutdownVms.filter((vm) => !selects(cap, vm));
  const line = [
    ...(typeof consent === "string" ? [] : consent),
    ...(notCovered.length > 0 ? await asSelectors(sight, clusterId, notCovered) : []),
  ];
  return [
    ...(own.length > 0 ? [failures.ownVm(about, own)] : []),
    ...(notCovered.length > 0 ? [failures.notCovered(about, notCovered, line)] : []),
    ...(beyondCap.length > 0 ? [failures.beyondCap(about, beyondCap)] : []),
  ];
}

/** As `allowShutdown` can name these VMs: by name, or by UUID where the name is not that of one VM of the cluster. */
async function asSelectors({ cloudTower, signal }: Sight, clusterId: string, vms: readonly Vm[]): Promise<string[]> {
  const names = vms.map(({ name }) => name).filter((name) => name !== "");
  const found = await cloudTower.vmsByName(clusterId, names, { signal }).catch(() => []);
  const isClear = (name: string) =>
    asName(name) === name && !isVmId(name) && found.filter((vm) => vm.name === name).length === 1;
  return vms.map(({ name, vmUuid }) => (isClear(name) ? name : vmUuid));
}

/**
 * Checks every name: `allowShutdown` must name exactly one VM of the host's cluster, `restore` at least one. A name in
 * the stack's setting may be meant for another cluster. Without names, nothing is read.
 * @param near VMs to suggest names from
 * @param recorded VMs that may have been renamed or deleted since
 */
export async function mustFit(
  context: Sight,
  about: About,
  { clusterId, clusterName }: Pick<Host, "clusterId" | "clusterName">,
  { consent, cap = "all", restore }: Consent & { restore?: RestorePolicy | undefined },
  near: readonly Vm[],
  recorded?: RecordedLists,
): Promise<void> {
  const formerNames = recorded ? allVms(recorded).map((vm) => vm.vmName) : [];
  // If the resource gives no consent, the setting replaces it.
  const isSetting = consent === cap;
  const speakers: Speaker[] = [
    { name: "allowShutdown", selector: isSetting ? "all" : consent, isKnownNeeded: true, isOneNeeded: true },
    { name: "the setting cloudtower:allowShutdown", selector: cap, isKnownNeeded: false, isOneNeeded: true },
    ...RESTORE_LISTS.map((list) => {
      return { name: `restore.${list}`, selector: restore?.[list] ?? "all", isKnownNeeded: true, isOneNeeded: false };
    }),
  ];
  const names = [...new Set(speakers.flatMap(({ selector }) => namesIn(selector)))];
  if (names.length === 0) return;
  const vms = await during(failures.namesUnreadable, about, () =>
    context.cloudTower.vmsByName(clusterId, names, { signal: context.signal }),
  );
  for (const { name: speaker, selector, isKnownNeeded, isOneNeeded } of speakers) {
    for (const name of namesIn(selector)) {
      const matches = vms.filter((vm) => vm.name === name);
      if (matches.length === 0 && isKnownNeeded && !formerNames.includes(name)) {
        throw failures.unknownName(about, { speaker, name, clusterName }, closestTo(name, near));
      }
      if (matches.length > 1 && isOneNeeded) {
        throw failures.ambiguousName(about, { speaker, name, clusterName }, matches);
      }
    }
  }
}

/**
 * The VMs that CloudTower listed by UUID or id, with their names. For a VM that it does not show, only the UUID is
 * known.
 */
export async function identifyVms(context: Sight, ids: readonly string[], seen: readonly Vm[]): Promise<Vm[]> {
  const find = (vms: readonly Vm[], id: string) => vms.find((vm) => vm.vmUuid === id || vm.id === id);
  const missing = ids.filter((id) => !find(seen, id));
  const looked = missing.length > 0 ? await context.cloudTower.vmsByUuid(missing, { signal: context.signal }) : [];
  return ids.map((id) => find(seen, id) ?? find(looked, id) ?? { id, vmUuid: id, name: "", powerState: "UNKNOWN" });
}
