import { CloudTowerError, TaskTimeoutError } from "../../cloudtower";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { countVms, describeVms, receiptLines } from "../report/words";
import { exitOf, isOver } from "../session/facts";
import { isUnfinished, type RecordedVm } from "../session/record";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { downVms, expectations, isAsAsked, offVms, outcomes, type Vms } from "../vms/expected";
import { followTask } from "./follow";
import { readVms } from "./readVms";

/**
 * The host is in use: makes sure that VMs which ran before run, and tells what became of each. What somebody else's exit
 * left off is named, not started.
 */
export async function giveBack(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, run, known } = work;
  const { progress } = context;
  const record = recordOf(work);
  const isOurDoing = run.exit !== undefined || isUnfinished(record) || exitOf(record, known.facts) !== undefined;
  const restore = run.exit?.restore;
  const expected = expectations(record, host.id, requestOf(work).restore.powerOn, restore, isOurDoing);
  const uuids = expected.all.map((vm) => vm.vmUuid);
  const read = (isDone: (vms: Vms) => boolean) =>
    during(
      (cause) => failures.vmsUnreadableAfterExit({ ...about(work), cause }),
      () => readVms(work, uuids, isDone),
    );

  let vms = await read((seen) => isAsAsked(seen, expected));
  const off = offVms(vms, expected);
  if (off.length > 0) {
    progress.line(`starting VMs that ${restore ? "the exit" : "an entry or exit of ours"} left off`);
    await startVms(work, off);
    vms = await read(() => true);
  }
  const down = restore ? downVms(vms, expected) : [];
  if (down.length > 0) throw failures.notRunning(about(work), down);

  const told = outcomes(vms, expected);
  const left = restore?.left.filter(({ vmUuid }) => !uuids.includes(vmUuid)) ?? [];
  const receipt = { vms: [...told, ...left] };
  if (!isOurDoing && !isOver(record, known.facts)) progress.line("somebody else took the host out of maintenance");
  const { line, warnings } = receiptLines(restore ? "out of maintenance" : "the host is in use", receipt);
  progress.line(line);
  for (const warning of warnings) progress.warn(warning);
  return { is: "done", receipt };
}

/** Each VM has this long, whatever the ones before have used up. */
const START_MS = 5 * 60_000;

/**
 * Starts VMs that an entry or exit left off, one call each, so that one that cannot start does not hold up the others.
 * @throws LifecycleError naming those that still do not run; CloudTower's reasons are in the log
 */
export async function startVms(work: Work, vms: readonly RecordedVm[]): Promise<void> {
  work.context.progress.line(`starting ${countVms(vms.length)}: ${describeVms(vms)}`);
  const stillOff = await during(
    (cause) => failures.startUnseen({ ...about(work), cause }),
    async () => {
      for (const vm of vms) await startVm(work, vm);
      const isOff = (now: Vms, { vmUuid }: RecordedVm) => now.has(vmUuid) && now.get(vmUuid)?.powerState !== "RUNNING";
      const uuids = vms.map((vm) => vm.vmUuid);
      const now = await readVms(work, uuids, (seen) => !vms.some((vm) => isOff(seen, vm)));
      return vms.filter((vm) => isOff(now, vm));
    },
  );
  if (stillOff.length > 0) throw failures.cannotStart(about(work), stillOff);
}

async function startVm(work: Work, vm: RecordedVm): Promise<void> {
  const { context } = work;
  const { cloudTower, clock, signal, progress } = context;
  const deadline = Math.max(work.deadline, clock.now() + START_MS);
  try {
    for (const taskId of await cloudTower.startVms([vm.vmUuid], { signal })) {
      const task = await followTask({ context, deadline }, taskId, `starting ${vm.vmName}`);
      if (task.status === "FAILED")
        progress.warn(`${vm.vmName} did not start: ${task.errorMessage ?? "no reason given"}`);
    }
  } catch (error) {
    if (!(error instanceof CloudTowerError || error instanceof TaskTimeoutError)) throw error;
    progress.warn(`${vm.vmName} did not start: ${error.message}`);
  }
}
