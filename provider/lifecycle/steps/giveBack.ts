import { during } from "../report/failure";
import { failures } from "../report/failures";
import { receiptLines } from "../report/words";
import { allVms, type RecordedVm } from "../session/record";
import type { Seen } from "../situation/situate";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { type Ended, isWanted, outcomes, type Standing, standingOf, type Vms } from "../vms/standing";
import { traced } from "../vms/trace";
import { readVms, recordedNow } from "./readVms";
import { leftAtOf, receiptOf } from "./receipt";
import { type Effort, strive } from "./strive";

/** How long to retry starting VMs. While the reason is temporary, until the exit's deadline. */
const START_MS = 10 * 60_000;
/** Shorter, because a VM that does not come back keeps running where it is. */
const MIGRATE_MS = 2 * 60_000;

/**
 * The host is in use: starts the VMs that an entry or exit left off, migrates back those that were to come back, and
 * reports what happened to each VM, whoever ended the session. VMs that somebody stopped or moved after the entry are
 * named, not touched.
 */
export async function giveBack(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, run } = work;
  const { progress, cloudTower, signal } = context;
  const record = recordOf(work);
  const leftAt = leftAtOf(work);
  const { restore: policy } = requestOf(work);
  const { powerOn = [], liveMigrateBack = [], offlineMigrateBack = [] } = run.exit?.restore.lists ?? {};
  const ended: Ended = { record, hostId: host.id, askedBack: new Set([...liveMigrateBack, ...offlineMigrateBack]) };
  const needs = (which: Standing) => (vm: RecordedVm, vms: Vms) => {
    const now = vms.get(vm.vmUuid);
    const standing = standingOf(vm, now, ended);
    return standing === which && isWanted(vm, now, standing, ended, policy);
  };
  const isOff = needs("owed power");
  const isAway = needs("owed place");
  const isAsAsked = (vms: Vms) =>
    powerOn.every((uuid) => !["STOPPED", "UNKNOWN"].includes(vms.get(uuid)?.powerState ?? "")) &&
    !allVms(record).some((vm) => isAway(vm, vms));

  const uuids = allVms(record).map((vm) => vm.vmUuid);
  // An exit that has ended does nothing more, so VMs that are off are started at once.
  const isOver = !run.exit || run.exitTask || (run.exit.last.is === "accepted" && !run.exit.last.taskId);
  let vms = await during(failures.vmsUnreadableAfterExit, about(work), () =>
    isOver ? recordedNow(context, record) : readVms(work, uuids, isAsAsked),
  );
  /** When VMs ran again, at the latest. */
  const starts = new Map<string, string>();
  for (const uuid of powerOn) if (leftAt && !run.exit?.restore.running?.has(uuid)) starts.set(uuid, leftAt);
  const start: Effort = {
    isNeeded: isOff,
    // A VM with devices runs only on the host that has them: the one it is on, even if somebody moved it there while it
    // was off.
    call: (vm, now) => cloudTower.startVm(vm.vmUuid, now.hasDevices ? (now.hostId ?? host.id) : undefined, { signal }),
    doing: "starting",
    undone: "did not start",
    ends: starts,
    patienceMs: START_MS,
  };
  const migrateBack: Effort = {
    isNeeded: isAway,
    call: (vm) => cloudTower.migrateVm(vm.vmUuid, host.id, { signal }),
    doing: "migrating back",
    undone: "did not come back",
    ends: new Map(),
    patienceMs: MIGRATE_MS,
  };
  for (let isWhole = !isOver || uuids.every((uuid) => vms.has(uuid)); ; ) {
    vms = await strive(work, vms, start);
    const off = allVms(record).filter((vm) => isOff(vm, vms));
    if (off.length > 0) throw failures.cannotStart(about(work), off);
    vms = await strive(work, vms, migrateBack);
    if (isWhole && !allVms(record).some((vm) => isOff(vm, vms))) break;
    // VMs that were not shown at first may need something, too.
    vms = await during(failures.vmsUnreadableAfterExit, about(work), () => readVms(work, uuids));
    isWhole = true;
  }

  const told = traced(outcomes(vms, ended, policy, run.exit?.restore.notes ?? new Map()), vms, ended, starts);
  const receipt = receiptOf(work, [...told, ...(run.exit?.restore.nameless ?? [])], undefined, leftAt);
  const { line, warnings } = receiptLines(run.exit ? "out of maintenance" : "the host is in use", receipt);
  progress.line(line);
  for (const warning of warnings) progress.warn(warning);
  return { is: "done", receipt, isInUse: true };
}
