import type { Ending } from "../../../lifecycle";
import { asName, forPeople } from "../../../text/foreign";
import { lasting, secondOf } from "../time";
import type { VmReport } from "./view";

export const NOT_RECORDED = "not recorded";

export const COLUMNS = ["VM", "What happened to it", "Without power", "Result", "Where it is now"];

/** A VM in words; `cells` stand below all {@link COLUMNS} but the first. */
export interface VmRow {
  name: string;
  /** Empty if it is the name. */
  uuid: string;
  cells: string[];
}

/** Those that somebody may have to look after come first. */
export function inOrder(vms: readonly VmReport[]): VmReport[] {
  const rank = ({ outcome, did }: VmReport) =>
    outcome === "failed" ? 0 : outcome === "left" ? 1 : did === "shut down" ? 2 : 3;
  return [...vms].sort((one, other) => rank(one) - rank(other));
}

/** Names need not be unique, and may be missing. */
export function nameOf({ name, uuid }: Pick<VmReport, "name" | "uuid">): string {
  return asName(name || uuid || "a VM without name and UUID");
}

export function rowOf(vm: VmReport, ending: Ending | null): VmRow {
  const { uuid, did } = vm;
  const isShown = ending !== null && ending !== "host gone" && uuid !== "";
  return {
    name: nameOf(vm),
    uuid: vm.name && uuid && vm.name !== uuid ? asName(uuid) : "",
    cells: [did ?? NOT_RECORDED, withoutPower(vm, ending !== null), resultOf(vm), placeOf(vm, isShown)],
  };
}

export function resultOf({ outcome, why }: VmReport): string {
  if (outcome === "restored") return "as before";
  // Reasons are made of our own words, with foreign parts in quotation marks.
  return `${outcome === "failed" ? "failed" : "left as it is"}: ${forPeople(why ?? "").replace(/^is /, "") || "no reason known"}`;
}

/** @param isTimed does the receipt tell times of VMs at all? */
function withoutPower(vm: VmReport, isTimed: boolean): string {
  const { did, powerLostAt: off, powerBackAt: on, withoutPowerSeconds: lasted, stoppedBySomebodyAt } = vm;
  const stopped = stoppedBySomebodyAt === null ? "" : `since ${secondOf(stoppedBySomebodyAt)}, stopped by somebody`;
  if (off === null) {
    if (stopped) return stopped;
    const isOffAsBefore = vm.outcome === "restored" && vm.power !== null && vm.power !== "RUNNING";
    if (did === "moved while off" || isOffAsBefore) return "it was off before";
    return did === null || did === "shut down" || !isTimed ? NOT_RECORDED : "none that is known";
  }
  if (on !== null && lasted !== null) return `${lasting(lasted)} at most, ${secondOf(off)} to ${secondOf(on)}`;
  return `since ${secondOf(off)}${stopped ? `; ${stopped}` : sinceThen(vm.power)}`;
}

function sinceThen(power: string | null): string {
  if (power === null) return "; whether it ran again is not known";
  return power === "RUNNING" ? "; when it was started is not known" : ", and still";
}

/** @param isShown were VMs that CloudTower showed recorded with their place? */
function placeOf({ power, host }: VmReport, isShown: boolean): string {
  if (power === null && host === null) return isShown ? "not shown by CloudTower any more" : NOT_RECORDED;
  return `${asName(power ?? "power unknown")} on ${host === null ? "an unknown host" : asName(host)}`;
}
