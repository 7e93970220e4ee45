import type { Receipt } from "../../provider/lifecycle";
import type { Simulator, VmView } from "../../simulator";
import { acceptedAndNotFailed, blindRepeats } from "./callRules";

/** Place and power of every VM, by UUID. */
export type Places = ReadonlyMap<string, VmView>;

export function placesOf(simulator: Simulator): Places {
  return new Map(simulator.snapshot().vms.map((vm) => [vm.localId, vm]));
}

/** What makes less than all known. */
export interface Circumstances {
  /** A failed entry was another machine's: which running VMs it moved, nothing shows. */
  isBlind?: boolean;
  /** Somebody moved VMs, and what stays away has to be named. */
  isMoved?: boolean;
  /** All lines that were told. */
  told?: readonly string[];
}

/**
 * Does this CloudTower hide from a machine without the journal which VMs a failed entry has shut down? What shows it is the
 * entry's task (there is none where all is done at once), that task's host, and the time of the shutdown by the same clock. What
 * cannot be known is told at best.
 */
export function hidesEvidence(quirks: Simulator["quirks"]): boolean {
  const { nulls, lastShutdownTimeNull, clusterClockOffset, syncMutations, resourceIdNull } = quirks;
  return nulls !== 0 || lastShutdownTimeNull || clusterClockOffset !== 0 || syncMutations !== "off" || resourceIdNull;
}

/** What should never be at the end of a session, in words. */
export interface Wrong {
  /** VMs that do not run or are not where they were, and are not in a receipt with the reason either. */
  lost: string[];
  /** Calls that were sent again without a look at what had become of them, or took effect twice. */
  doubled: string[];
  other: string[];
}

/**
 * Asks the simulator what has become of a host and its VMs after it was taken out of maintenance.
 * @param receipts of the sessions that ended: a VM that stays away has to be named there, with the reason
 */
export function wrongAtTheEnd(
  simulator: Simulator,
  hostName: string,
  before: Places,
  receipts: readonly Receipt[],
  { isBlind = false, isMoved = false, told = [] }: Circumstances = {},
): Wrong {
  const wrong: Wrong = { lost: [], doubled: [], other: [] };
  const { state } = simulator.host(hostName);
  if (state !== "IN_USE") wrong.other.push(`the host is ${state}`);
  const now = placesOf(simulator);
  // An exit plan without UUIDs cannot be followed in full: what stays away is named. So does a failed entry's move.
  const mayStayAway = isMoved || simulator.quirks.vmUuidNull || simulator.mutations.every(isNoExit);
  for (const [uuid, was] of before) {
    const vm = now.get(uuid);
    const isBack = vm?.power === was.power && vm.hostName === was.hostName;
    const isNamed = vm?.power === was.power && mayStayAway && isAccountedFor(uuid, receipts);
    const isTold = simulator.quirks.nulls !== 0 || told.some((line) => line.includes(uuid));
    const isUnknowable =
      isBlind && was.power === "RUNNING" && (vm?.power === "RUNNING" || (hidesEvidence(simulator.quirks) && isTold));
    if (isBack || isNamed || isUnknowable) continue;
    wrong.lost.push(`${was.name} was ${was.power} on ${was.hostName}, is ${vm?.power} on ${vm?.hostName}`);
  }
  // Where every entry's task says FAILED, which of them took effect cannot be told by that.
  if (!simulator.quirks.failedThoughEntered) wrong.doubled.push(...withoutTheOther(simulator));
  wrong.doubled.push(...blindRepeats(simulator).map((call) => `sent again without a look: ${call}`));
  const violation = simulator.violations.find(({ kind }) => kind === "request");
  if (violation) wrong.other.push(`not in the contract: ${violation.operation}: ${violation.message}`);
  return wrong;
}

/** Is the VM in a receipt as not restored, and why? */
export function isAccountedFor(uuid: string, receipts: readonly Receipt[]): boolean {
  return receipts.some(({ vms }) =>
    vms.some(({ vmUuid, outcome, why }) => vmUuid === uuid && outcome !== "restored" && Boolean(why?.trim())),
  );
}

/** Entries and exits that took effect, one after another of its kind: after a destroy that stopped, an `up` may enter again. */
function withoutTheOther(simulator: Simulator): string[] {
  const taken = ["EnterMaintenanceMode", "ExitMaintenanceMode"]
    .flatMap((operation) => acceptedAndNotFailed(simulator, operation))
    .sort((one, other) => one.at - other.at);
  return taken.flatMap(({ operation }, index) =>
    taken[index - 1]?.operation === operation ? [`${operation} took effect twice`] : [],
  );
}

/** The first of what is wrong; undefined when nothing is. */
export function firstOf({ lost, doubled, other }: Wrong): string | undefined {
  return [...other, ...lost, ...doubled][0];
}

function isNoExit({ operation }: { operation: string }): boolean {
  return operation !== "ExitMaintenanceMode";
}
