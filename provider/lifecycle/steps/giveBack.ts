import { CloudTowerError, TaskTimeoutError, type Vm } from "../../cloudtower";
import { asName, said } from "../../text/foreign";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { describeVms, receiptLines } from "../report/words";
import { allVms, type RecordedVm } from "../session/record";
import type { Seen } from "../situation/situate";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { type Ended, isWanted, outcomes, type Standing, standingOf, type Vms } from "../vms/standing";
import { followWhileShown } from "./calls";
import { readVms } from "./readVms";

/** How long to retry starting VMs. While the reason is temporary, until the exit's deadline. */
const START_MS = 10 * 60_000;
/** Shorter, because a VM that does not come back keeps running where it is. */
const MIGRATE_MS = 2 * 60_000;
const RETRY_MS = 20_000;

/**
 * The host is in use: starts the VMs that an entry or exit left off, migrates back those that were to come back, and
 * reports what happened to each VM, whoever ended the session. VMs that somebody stopped or moved after the entry are
 * named, not touched.
 */
export async function giveBack(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, run } = work;
  const { progress, cloudTower, signal } = context;
  const record = recordOf(work);
  const { restore: policy } = requestOf(work);
  const { powerOn = [], liveMigrateBack = [], offlineMigrateBack = [] } = run.exit?.restore.lists ?? {};
  const ended: Ended = { record, hostId: host.id, askedBack: new Set([...liveMigrateBack, ...offlineMigrateBack]) };
  const pending = (which: Standing) => (vms: Vms) =>
    allVms(record).filter((vm) => {
      const now = vms.get(vm.vmUuid);
      const standing = standingOf(vm, now, ended);
      return standing === which && isWanted(vm, now, standing, ended, policy);
    });
  const isAsAsked = (vms: Vms) =>
    powerOn.every((uuid) => !["STOPPED", "UNKNOWN"].includes(vms.get(uuid)?.powerState ?? "")) &&
    pending("owed place")(vms).length === 0;

  const uuids = allVms(record).map((vm) => vm.vmUuid);
  // An exit that has ended does nothing more, so VMs that are off are started at once.
  const isOver = !run.exit || run.exitTask || (run.exit.last.is === "accepted" && !run.exit.last.taskId);
  let vms = await during(failures.vmsUnreadableAfterExit, about(work), () =>
    readVms(work, uuids, isOver ? undefined : isAsAsked),
  );
  vms = await strive(work, vms, {
    pending: pending("owed power"),
    // A VM with devices runs only on the host that has them: the one it is on, even if somebody moved it there while it
    // was off.
    call: (vm, now) => cloudTower.startVm(vm.vmUuid, now.hasDevices ? (now.hostId ?? host.id) : undefined, { signal }),
    doing: "starting",
    undone: "did not start",
    patienceMs: START_MS,
  });
  const off = pending("owed power")(vms);
  if (off.length > 0) throw failures.cannotStart(about(work), off);
  vms = await strive(work, vms, {
    pending: pending("owed place"),
    call: (vm) => cloudTower.migrateVm(vm.vmUuid, host.id, { signal }),
    doing: "migrating back",
    undone: "did not come back",
    patienceMs: MIGRATE_MS,
  });

  const told = outcomes(vms, ended, policy, run.exit?.restore.notes ?? new Map());
  const receipt = { vms: [...told, ...(run.exit?.restore.nameless ?? [])] };
  const { line, warnings } = receiptLines(run.exit ? "out of maintenance" : "the host is in use", receipt);
  progress.line(line);
  for (const warning of warnings) progress.warn(warning);
  return { is: "done", receipt };
}

interface Effort {
  /** The VMs that still need this. */
  pending: (vms: Vms) => RecordedVm[];
  /** Returns the task's id, or undefined if it was done at once. */
  call: (vm: RecordedVm, now: Vm) => Promise<string | undefined>;
  doing: string;
  undone: string;
  patienceMs: number;
}

/**
 * Sends one call per VM, so that a failure does not hold up the others, and checks the effect. Repeats this while VMs
 * need it and time is left. Before any call is repeated, its effect was checked.
 */
async function strive(work: Work, first: Vms, effort: Effort): Promise<Vms> {
  const { clock, signal, progress } = work.context;
  const end = clock.now() + effort.patienceMs;
  /** What was reported about each VM. */
  const told = new Map<string, string>();
  let vms = first;
  for (let pending = effort.pending(vms); pending.length > 0; pending = effort.pending(vms)) {
    const seen = vms;
    if (told.size === 0) progress.line(`${effort.doing} ${describeVms(pending)}`);
    const failed = await Promise.all(pending.map((vm) => attempt(work, vm, seen.get(vm.vmUuid), effort)));
    for (const [index, { vmUuid, vmName }] of pending.entries()) {
      const why = failed[index]?.why ?? "";
      if (why && told.get(vmUuid) !== why) progress.warn(`${asName(vmName)} ${effort.undone}: ${why}`);
      told.set(vmUuid, why);
    }
    // A refused call has no effect to wait for. The effect of an accepted one may show late.
    const isTaken = failed.some((failure) => failure === undefined);
    if (!isTaken) await clock.sleep(RETRY_MS, signal);
    vms = await lookAgain(work, seen, (now) => !isTaken || effort.pending(now).length === 0);
    const mayPass = failed.some((failure) => failure?.mayPass);
    if (clock.now() >= (mayPass ? Math.max(end, work.deadline) : end)) break;
  }
  return vms;
}

async function lookAgain(work: Work, vms: Vms, isAsWanted: (vms: Vms) => boolean): Promise<Vms> {
  return during(failures.startUnseen, about(work), () => readVms(work, [...vms.keys()], isAsWanted));
}

/** @returns the reason if it failed, and whether that may be temporary */
async function attempt(work: Work, vm: RecordedVm, now: Vm | undefined, effort: Effort) {
  const { context } = work;
  const deadline = Math.max(work.deadline, context.clock.now() + effort.patienceMs);
  try {
    const taskId = now && (await effort.call(vm, now));
    const task =
      taskId && (await followWhileShown({ ...work, deadline }, taskId, `${effort.doing} ${asName(vm.vmName)}`));
    return task && task.status === "FAILED"
      ? { why: task.errorMessage ? said(task.errorMessage) : "no reason given", mayPass: false }
      : undefined;
  } catch (error) {
    if (!(error instanceof CloudTowerError || error instanceof TaskTimeoutError)) throw error;
    return { why: error.message, mayPass: error instanceof CloudTowerError && error.facts.transient };
  }
}
