import { CloudTowerError, TaskTimeoutError, type Vm } from "../../cloudtower";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { describeVms, receiptLines } from "../report/words";
import { allVms, type RecordedVm } from "../session/record";
import type { Seen } from "../situation/situate";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { type Ended, isWanted, outcomes, type Standing, standingOf, type Vms } from "../vms/standing";
import { followWhileShown } from "./calls";
import { readVms } from "./readVms";

/** How long VMs are tried to be started; longer, to the exit's deadline, while the reason is one that passes. */
const START_MS = 10 * 60_000;
/** A VM that does not come back runs where it is. */
const MIGRATE_MS = 2 * 60_000;
const RETRY_MS = 20_000;

/**
 * The host is in use: starts what an entry or exit left off, brings back what was to come back, and tells what became of
 * each VM, whoever ended the session. What somebody stopped or moved after the entry is named, not touched.
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
    powerOn.every((uuid) => vms.get(uuid)?.powerState !== "STOPPED") && pending("owed place")(vms).length === 0;

  const uuids = allVms(record).map((vm) => vm.vmUuid);
  // An exit whose end was seen does no more: what is off now is started at once.
  const isOver = !run.exit || run.exitTask || (run.exit.last.is === "accepted" && !run.exit.last.taskId);
  let vms = await during(failures.vmsUnreadableAfterExit, about(work), () =>
    readVms(work, uuids, isOver ? undefined : isAsAsked),
  );
  vms = await strive(work, vms, {
    pending: pending("owed power"),
    // One with devices runs only where they are: on the host that it is on, even if somebody moved it there while it was off.
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
  /** The VMs with which there is something to do. */
  pending: (vms: Vms) => RecordedVm[];
  /** Gives the task's id, or undefined where it was done at once. */
  call: (vm: RecordedVm, now: Vm) => Promise<string | undefined>;
  doing: string;
  undone: string;
  patienceMs: number;
}

/**
 * Calls for each VM, one call each, so that one that fails does not hold up the others, and looks what came of it; again
 * and again while there is something to do and time. No call is repeated without a look in between.
 */
async function strive(work: Work, first: Vms, effort: Effort): Promise<Vms> {
  const { clock, signal, progress } = work.context;
  const end = clock.now() + effort.patienceMs;
  /** What was told of each VM. */
  const told = new Map<string, string>();
  let vms = first;
  for (let pending = effort.pending(vms); pending.length > 0; pending = effort.pending(vms)) {
    const seen = vms;
    if (told.size === 0) progress.line(`${effort.doing} ${describeVms(pending)}`);
    const failed = await Promise.all(pending.map((vm) => attempt(work, vm, seen.get(vm.vmUuid), effort)));
    for (const [index, { vmUuid, vmName }] of pending.entries()) {
      const why = failed[index]?.why ?? "";
      if (why && told.get(vmUuid) !== why) progress.warn(`${vmName} ${effort.undone}: ${why}`);
      told.set(vmUuid, why);
    }
    // What was refused is not done a moment later; what was taken may be shown late.
    const isTaken = failed.some((failure) => failure === undefined);
    if (!isTaken) await clock.sleep(RETRY_MS, signal);
    vms = await lookAgain(work, seen, (now) => !isTaken || effort.pending(now).length === 0);
    const mayPass = failed.every((failure) => failure?.mayPass);
    if (clock.now() >= (mayPass ? Math.max(end, work.deadline) : end)) break;
  }
  return vms;
}

async function lookAgain(work: Work, vms: Vms, isAsWanted: (vms: Vms) => boolean): Promise<Vms> {
  return during(failures.startUnseen, about(work), () => readVms(work, [...vms.keys()], isAsWanted));
}

/** @returns why it failed, and whether that may pass */
async function attempt(work: Work, vm: RecordedVm, now: Vm | undefined, effort: Effort) {
  const { context } = work;
  const deadline = Math.max(work.deadline, context.clock.now() + effort.patienceMs);
  try {
    const taskId = now && (await effort.call(vm, now));
    const task = taskId && (await followWhileShown({ ...work, deadline }, taskId, `${effort.doing} ${vm.vmName}`));
    return task && task.status === "FAILED"
      ? { why: task.errorMessage ?? "no reason given", mayPass: false }
      : undefined;
  } catch (error) {
    if (!(error instanceof CloudTowerError || error instanceof TaskTimeoutError)) throw error;
    return { why: error.message, mayPass: error instanceof CloudTowerError && error.facts.transient };
  }
}
