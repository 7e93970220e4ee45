import type { ExitPlan, PlannedVm, Vm } from "../../cloudtower";
import { allVms, type RecordedLists, type SessionRecord } from "../session/record";
import { allPlanned, NO_VMS } from "./lists";
import { type Standing, standingOf, type Vms } from "./standing";

/** A VM to name. */
export type NamedVm = Pick<PlannedVm, "vmUuid" | "vmName">;

/** The VMs that are still to be given back. */
export interface Owed {
  /** To be started. */
  start: NamedVm[];
  /** To be migrated back. */
  moveBack: NamedVm[];
  /** What is not as the session left it. By default, it is left so. */
  changed: ChangedVm[];
}

/** What happened to a VM since the entry. `gone`: CloudTower does not show it any more. */
type Change = "moved" | "started" | "stopped" | "in the recycle bin" | "gone" | "not known";

export interface ChangedVm extends NamedVm {
  what: Change;
  /** Where it is now. */
  hostName?: string;
}

/**
 * What an exit would give back now, by CloudTower's own plan, which leaves out VMs that are gone.
 * @param record of the session, if that is certain
 * @param vms those of the plan and of the record as they are now; undefined if they could not be read
 */
export function owedByPlan(plan: ExitPlan, record: RecordedLists = NO_VMS, vms?: Vms): Owed {
  const { shutdownVms, liveMigratedVms, offlineMigratedVms } = plan;
  const now = ({ vmUuid }: NamedVm) => (vmUuid === undefined ? undefined : vms?.get(vmUuid));
  const isGone = (vm: NamedVm) => vms !== undefined && vm.vmUuid !== undefined && isMissing(now(vm));
  const isOn = (vm: PlannedVm) => vm.vmState === "RUNNING";
  const moved = [...liveMigratedVms, ...offlineMigratedVms];
  const known = [...allPlanned(plan), ...allVms(record)];
  const gone = new Map(known.filter(isGone).map((vm) => [vm.vmUuid, vm]));
  const changed = (list: readonly PlannedVm[], other: Change) =>
    list
      .filter((vm) => vm.changed && !isGone(vm))
      .map((vm): ChangedVm => changedVm(vm, now(vm), powerChange(now(vm), other)));
  return {
    start: shutdownVms.filter((vm) => !isOn(vm) && !isGone(vm)).map(named),
    moveBack: moved.filter((vm) => !vm.changed && !isGone(vm)).map(named),
    changed: [
      ...shutdownVms.filter((vm) => isOn(vm) && !isGone(vm)).map((vm) => changedVm(vm, now(vm), "started")),
      ...changed(liveMigratedVms, "stopped"),
      ...changed(offlineMigratedVms, "started"),
      ...[...gone.values()].map((vm) => changedVm(vm, undefined, "gone")),
    ],
  };
}

function isMissing(vm: Vm | undefined): boolean {
  return vm === undefined || vm.powerState === "DELETED";
}

/** What CloudTower flags: its power is another, or else its place. @param other what has happened if it is the power */
function powerChange(vm: Vm | undefined, other: Change): Change {
  if (!vm) return "not known";
  if (vm.inRecycleBin) return "in the recycle bin";
  if (!["RUNNING", "STOPPED"].includes(vm.powerState)) return "not known";
  const isOther = vm.powerState === (other === "stopped" ? "STOPPED" : "RUNNING");
  return isOther ? other : "moved";
}

function changedVm(vm: NamedVm, now: Vm | undefined, what: Change): ChangedVm {
  return { ...named(vm), what, ...(now?.hostName === undefined ? {} : { hostName: now.hostName }) };
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
  const ended = { record, hostId, askedBack: new Set<string>() };
  const standings = allVms(record).map((vm) => ({ vm, is: standingOf(vm, vms.get(vm.vmUuid), ended) }));
  const those = (standing: Standing) => standings.filter(({ is }) => is === standing).map(({ vm }) => named(vm));
  return {
    start: those("owed power"),
    moveBack: those("owed place"),
    changed: standings.flatMap(({ vm, is }) => {
      const what = CHANGES[is];
      return what === undefined ? [] : [changedVm(vm, vms.get(vm.vmUuid), what)];
    }),
  };
}

const CHANGES: Partial<Record<Standing, Change>> = {
  gone: "gone",
  "in the bin": "in the recycle bin",
  "stopped since": "stopped",
  elsewhere: "moved",
  down: "not known",
  "not known": "not known",
};

/** The UUIDs of the VMs that a record or a plan names. */
export function uuidsOf(record: RecordedLists = NO_VMS, plan: ExitPlan = NO_VMS): string[] {
  const vms: NamedVm[] = [...allVms(record), ...allPlanned(plan)];
  return [...new Set(vms.flatMap(({ vmUuid }) => vmUuid ?? []))];
}

function named({ vmUuid, vmName }: NamedVm): NamedVm {
  return { ...(vmUuid === undefined ? {} : { vmUuid }), ...(vmName === undefined ? {} : { vmName }) };
}
