import type { ExitPlan, Host, PlannedVm } from "../cloudtower";
import { exitOf, type Fact, isOver } from "./session/facts";
import { identify, shownBy } from "./session/identity";
import { allVms, type RecordedLists, type SessionRecord } from "./session/record";
import { type HostState, hostState } from "./situation/evidence";
import { ranBefore } from "./vms/lists";
import { owedVms, type Vms } from "./vms/standing";

/** Who has a host, for people who see it in maintenance. */
export interface Stay {
  state: HostState;
  /** When the session began, as CloudTower shows it, or else when it was asked for. */
  since?: string | undefined;
  /** Says whose session this is or, if the host is in use, whose VMs may be owed. Absent: nobody that the facts know. */
  holder?: Fact | undefined;
  /** Nothing shows that the fact is about this session, and nothing shows that it is not. */
  isGuess: boolean;
  /** When an exit of this session was submitted whose end was not seen. */
  exitAt?: string | undefined;
}

/** A VM to name. */
export type NamedVm = Pick<PlannedVm, "vmUuid" | "vmName">;

/** The VMs that are still to be given back. */
export interface Owed {
  /** To be started. */
  start: NamedVm[];
  /** To be migrated back. */
  moveBack: NamedVm[];
  /** CloudTower says that somebody has changed their power or place: by default they are left where they are. */
  changed: NamedVm[];
}

/** Combines what CloudTower shows of a host with the facts about it, of all resources. */
export function stayOf(host: Host, facts: readonly Fact[]): Stay {
  const state = hostState(host);
  const inOrder = [...facts].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  if (state === "in use") {
    const open = inOrder.filter(({ kind, record }) => kind !== "over" && !isOver(record, facts));
    return { state, holder: open.at(-1), isGuess: false };
  }
  const shown = shownBy(host.session);
  const are = (is: string) => inOrder.filter(({ record }) => identify(record, shown).is === is);
  const certain = holderIn(are("same"));
  const holder = certain ?? holderIn(are("unknown").filter(({ kind }) => kind === "held" || kind === "submitted"));
  const exit = holder && exitOf(holder.record, facts);
  return {
    state,
    since: host.session?.enteredAt ?? holder?.record.submittedAt,
    holder,
    isGuess: certain === undefined,
    ...(exit?.kind === "exit submitted" ? { exitAt: exit.at } : {}),
  };
}

/** Whoever entered or adopted last has the session; before that is noted, whoever submitted it. */
function holderIn(facts: readonly Fact[]): Fact | undefined {
  return facts.findLast(({ kind }) => kind === "held") ?? facts.at(-1);
}

/** What an exit would give back now, by CloudTower's own plan. */
export function owedByPlan({ shutdownVms, liveMigratedVms, offlineMigratedVms }: ExitPlan): Owed {
  const moved = [...liveMigratedVms, ...offlineMigratedVms];
  return {
    start: shutdownVms.filter(({ vmState }) => vmState !== "RUNNING").map(named),
    moveBack: moved.filter(({ changed }) => !changed).map(named),
    changed: moved.filter(({ changed }) => changed).map(named),
  };
}

/** The same by our record, where there is no plan. */
export function owedByRecord({ shutdownVms, liveMigratedVms, offlineMigratedVms }: RecordedLists): Owed {
  return {
    start: shutdownVms.map(named),
    moveBack: [...liveMigratedVms, ...offlineMigratedVms].map(named),
    changed: [],
  };
}

/** What a session whose host is in use has left undone. @param vms the session's VMs as they are now */
export function owedAfter(record: SessionRecord, hostId: string, vms: Vms): Owed {
  const owed = owedVms(vms, { record, hostId, askedBack: new Set() });
  const isOff = ({ vmUuid }: NamedVm) => vmUuid !== undefined && vms.get(vmUuid)?.powerState === "STOPPED";
  const toStart = owed.filter((vm) => isOff(vm) && ranBefore(record, vm));
  return { start: toStart.map(named), moveBack: owed.filter((vm) => !toStart.includes(vm)).map(named), changed: [] };
}

/** The UUIDs of a session's VMs. */
export function uuidsOf(record: SessionRecord): string[] {
  return allVms(record).map(({ vmUuid }) => vmUuid);
}

function named({ vmUuid, vmName }: NamedVm): NamedVm {
  return { ...(vmUuid === undefined ? {} : { vmUuid }), ...(vmName === undefined ? {} : { vmName }) };
}
