import type { CloudTower, Host, Vm } from "../../../cloudtower";
import { type Owed, owedAfter, owedByPlan, owedByRecord, type Stay, uuidsOf } from "../../../lifecycle";
import { SOON } from "../attempt";

const VMS_UNREAD = "the VMs of a session could not be read";

/** Reads something whose failure is told once, and leaves the rest to be shown. */
type Read = <T>(what: string, read: () => Promise<T>) => Promise<T | undefined>;

/** What the VMs of the session on a host, or of its last one, are still owed; undefined if that is not known. */
export async function owedTo(
  cloudTower: CloudTower,
  host: Host,
  { state, holder, isGuess }: Stay,
  read: Read,
): Promise<Owed | undefined> {
  if (state === "in maintenance") {
    const plan = await read("an exit plan could not be read", () => cloudTower.exitPlan(host.id, SOON));
    if (plan) {
      const record = isGuess ? undefined : holder?.record;
      const vms = await read(VMS_UNREAD, () => cloudTower.vmsByUuid(uuidsOf(record, plan), SOON));
      return owedByPlan(plan, record, vms && byUuid(vms));
    }
  }
  if (state !== "in use") return holder && owedByRecord(holder.record);
  if (!holder) return undefined;
  const { record } = holder;
  const vms = await read(VMS_UNREAD, () => cloudTower.vmsByUuid(uuidsOf(record), SOON));
  return vms && owedAfter(record, host.id, byUuid(vms));
}

function byUuid(vms: readonly Vm[]): ReadonlyMap<string, Vm> {
  return new Map(vms.map((vm) => [vm.vmUuid, vm]));
}
