import type { Receipt } from "../../provider/lifecycle";
import { asName } from "../../provider/text/foreign";
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
  /** Somebody moved VMs, and those that stay away have to be named. */
  isMoved?: boolean;
  /** Another machine's entry was taken over: of what it shut down, only CloudTower's plan has the UUID. */
  isTakenOver?: boolean;
  /** All lines of output. */
  told?: readonly string[];
}

/**
 * Can a machine without the journal not know which VMs a failed entry has shut down? It needs the entry's task (missing if everything
 * is done at once), that task's host, and the time of the shutdown by the same clock. Unknown VMs can only be reported.
 */
export function hidesEvidence(quirks: Simulator["quirks"]): boolean {
  const { nulls, lastShutdownTimeNull, clusterClockOffset, syncMutations, resourceIdNull } = quirks;
  return nulls !== 0 || lastShutdownTimeNull || clusterClockOffset !== 0 || syncMutations !== "off" || resourceIdNull;
}

/** What must never be the case at the end of a session, as sentences. */
export interface Wrong {
  /** VMs that are off or elsewhere, without being in a receipt with the reason. */
  lost: string[];
  /** Calls that were sent again without a check in between, or that took effect twice. */
  doubled: string[];
  other: string[];
}

/**
 * Asks the simulator what happened to a host and its VMs after it left maintenance.
 * @param receipts of the ended sessions; a VM that stays away must be named there, with the reason
 */
export function wrongAtTheEnd(
  simulator: Simulator,
  hostName: string,
  before: Places,
  receipts: readonly Receipt[],
  { isBlind = false, isMoved = false, isTakenOver = false, told = [] }: Circumstances = {},
): Wrong {
  const wrong: Wrong = { lost: [], doubled: [], other: [] };
  const { state } = simulator.host(hostName);
  if (state !== "IN_USE") wrong.other.push(`the host is ${state}`);
  const now = placesOf(simulator);
  // An exit plan without UUIDs cannot be followed completely, so VMs that stay away are named. So are moves of a failed entry.
  const mayStayAway = isMoved || simulator.quirks.vmUuidNull || simulator.mutations.every(isNoExit);
  for (const [uuid, was] of before) {
    const vm = now.get(uuid);
    const isBack = vm?.power === was.power && vm.hostName === was.hostName;
    const isNamed = vm?.power === was.power && mayStayAway && isAccountedFor(uuid, receipts);
    const isTold = isNamedIn(told, uuid, was.name);
    const mayBeUntold = simulator.quirks.nulls !== 0;
    const isUnknowable =
      isBlind &&
      was.power === "RUNNING" &&
      (vm?.power === "RUNNING" || (hidesEvidence(simulator.quirks) && (mayBeUntold || isTold)));
    const hasNoUuid = isTakenOver && simulator.quirks.vmUuidNull && isTold;
    if (isBack || isNamed || isUnknowable || hasNoUuid) continue;
    wrong.lost.push(`${was.name} was ${was.power} on ${was.hostName}, is ${vm?.power} on ${vm?.hostName}`);
  }
  // If every entry's task says FAILED, that does not tell which of them took effect.
  if (!simulator.quirks.failedThoughEntered) wrong.doubled.push(...withoutTheOther(simulator));
  wrong.doubled.push(...blindRepeats(simulator).map((call) => `sent again without a look: ${call}`));
  const violation = simulator.violations.find(({ kind }) => kind === "request");
  if (violation) wrong.other.push(`not in the contract: ${violation.operation}: ${violation.message}`);
  return wrong;
}

/** Does a line name the VM? Lines give a UUID only where the name is not clear, and odd names in quotation marks. */
export function isNamedIn(lines: readonly string[], uuid: string, name: string): boolean {
  const shown = asName(name);
  const names = (line: string) => (shown === name ? line.split(/[\s,():]+/).includes(name) : line.includes(shown));
  return lines.some((line) => line.includes(uuid) || names(line));
}

/** Is the VM in a receipt as not restored, with a reason? */
export function isAccountedFor(uuid: string, receipts: readonly Receipt[]): boolean {
  return receipts.some(({ vms }) =>
    vms.some(({ vmUuid, outcome, why }) => vmUuid === uuid && outcome !== "restored" && Boolean(why?.trim())),
  );
}

/** Entries that follow an entry, or exits that follow an exit. After an interrupted destroy, an `up` may enter again. */
function withoutTheOther(simulator: Simulator): string[] {
  const taken = ["EnterMaintenanceMode", "ExitMaintenanceMode"]
    .flatMap((operation) => acceptedAndNotFailed(simulator, operation))
    .sort((one, other) => one.at - other.at);
  return taken.flatMap(({ operation }, index) =>
    taken[index - 1]?.operation === operation ? [`${operation} took effect twice`] : [],
  );
}

/** The first thing that is wrong; undefined if nothing is. */
export function firstOf({ lost, doubled, other }: Wrong): string | undefined {
  return [...other, ...lost, ...doubled][0];
}

function isNoExit({ operation }: { operation: string }): boolean {
  return operation !== "ExitMaintenanceMode";
}
