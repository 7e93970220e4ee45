import type { Ending } from "../../../lifecycle";
import { asName } from "../../../text/foreign";
import { lasting, secondOf } from "../time";
import { stateOf } from "./todo";
import type { Report, VmReport } from "./view";

export const NOT_RECORDED = "not recorded";

export const COLUMNS = ["VM", "Before", "During", "Now", "Result"];

/** A VM in words; `cells` stand below all {@link COLUMNS} but the first. */
export interface VmRow {
  name: string;
  /** Empty if it is the name. */
  uuid: string;
  /** Does the name tell which VM of the report is meant? */
  isUnique: boolean;
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

export function rowOf(vm: VmReport, { ending, host, vms }: Report): VmRow {
  const { uuid, powerBefore } = vm;
  return {
    name: nameOf(vm),
    uuid: vm.name && uuid && vm.name !== uuid ? asName(uuid) : "",
    isUnique: vms.filter(({ name }) => name === vm.name).length === 1,
    cells: [
      powerBefore === null ? NOT_RECORDED : `${stateOf(powerBefore)} on ${asName(host.name)}`,
      during(vm, ending !== null),
      placeOf(vm, isGone(vm, ending)),
      vm.outcome === "restored" ? "as before" : `${vm.outcome === "failed" ? "failed" : "not as before"}: see above`,
    ],
  };
}

/** Was it looked for at the end, and not found? */
export function isGone({ uuid, power, host }: VmReport, ending: Ending | null): boolean {
  return power === null && host === null && ending !== null && ending !== "host gone" && uuid !== "";
}

function during(vm: VmReport, isTimed: boolean): string {
  const what = vm.did ?? NOT_RECORDED;
  const power = withoutPower(vm, isTimed);
  if (power === "") return what;
  if (power === NOT_RECORDED) return vm.did === "shut down" ? `${what}; for how long is ${NOT_RECORDED}` : what;
  return `${what}; without power ${power}`;
}

/** Empty: no loss of power is known. @param isTimed does the receipt tell times of VMs at all? */
function withoutPower(vm: VmReport, isTimed: boolean): string {
  const { did, powerLostAt: off, powerBackAt: on, withoutPowerSeconds: lasted, stoppedBySomebodyAt } = vm;
  const stopped = stoppedBySomebodyAt === null ? "" : `since ${secondOf(stoppedBySomebodyAt)}, stopped by somebody`;
  // Whether it was off before stands in another column.
  if (off === null) return stopped || (did === "shut down" || (did !== null && !isTimed) ? NOT_RECORDED : "");
  if (on !== null && lasted !== null) return `${lasting(lasted)} at most, ${secondOf(off)} to ${secondOf(on)}`;
  return `since ${secondOf(off)}${stopped ? `; ${stopped}` : sinceThen(vm.power)}`;
}

function sinceThen(power: string | null): string {
  if (power === null) return "; whether it ran again is not known";
  return power === "RUNNING" ? "; when it was started is not known" : ", and still";
}

function placeOf({ power, host }: VmReport, gone: boolean): string {
  if (gone) return "not shown by CloudTower any more";
  if (power === null && host === null) return NOT_RECORDED;
  return `${power === null ? "power unknown" : stateOf(power)} on ${host === null ? "an unknown host" : asName(host)}`;
}
