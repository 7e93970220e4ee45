import { CloudTowerError, TaskTimeoutError, type Vm } from "../../cloudtower";
import { said } from "../../text/foreign";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { nameVm, nameVms } from "../report/words";
import { allVms, type RecordedVm } from "../session/record";
import { about, recordOf, type Work } from "../situation/work";
import type { Vms } from "../vms/standing";
import { followWhileShown, minutely } from "./calls";
import { readVms } from "./readVms";
import { serverTime } from "./receipt";

const RETRY_MS = 20_000;

/** Something that is done for VMs until it has its effect. */
export interface Effort {
  /** Does this VM still need it? */
  isNeeded: (vm: RecordedVm, vms: Vms) => boolean;
  /** Returns the task's id, or undefined if it was done at once. */
  call: (vm: RecordedVm, now: Vm) => Promise<string | undefined>;
  doing: string;
  undone: string;
  /** Gets the time at which it was done, by VM. */
  ends: Map<string, string>;
  patienceMs: number;
}

/**
 * Does it for all VMs that need it, side by side, so that none holds up the others. Then all are read again, because
 * another one may need it by now.
 */
export async function strive(work: Work, first: Vms, effort: Effort): Promise<Vms> {
  const all = allVms(recordOf(work));
  const tried = new Set<RecordedVm>();
  for (let vms = first; ; ) {
    const seen = vms;
    const needy = all.filter((vm) => effort.isNeeded(vm, seen) && !tried.has(vm));
    if (needy.length === 0) return vms;
    work.context.progress.line(`${effort.doing} ${nameVms(needy, all)}`);
    await sideBySide(work, needy, (ours, vm) => persist(ours, vm, seen, effort));
    for (const vm of needy) tried.add(vm);
    vms = await during(failures.startUnseen, about(work), () => readVms(work, [...seen.keys()]));
  }
}

/** Once one of them fails, the others send nothing more: a verb that has failed must have stopped. */
async function sideBySide<T>(
  work: Work,
  all: readonly T[],
  each: (work: Work, one: T) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const context = { ...work.context, signal: AbortSignal.any([work.context.signal, stop.signal]) };
  const failed: unknown[] = [];
  const one = async (item: T) => {
    try {
      await each({ ...work, context }, item);
    } catch (error) {
      failed.push(error);
      stop.abort();
    }
  };
  await Promise.all(all.map(one));
  if (failed.length > 0) throw failed[0];
}

/** Sends the call and checks its effect, again and again while the VM needs it and time is left. */
async function persist(work: Work, vm: RecordedVm, first: Vms, effort: Effort): Promise<void> {
  const { clock, signal, progress } = work.context;
  const end = clock.now() + effort.patienceMs;
  const name = nameVm(vm, allVms(recordOf(work)));
  let told = "";
  const tell = minutely(work.context);
  for (let vms = first; effort.isNeeded(vm, vms); ) {
    signal.throwIfAborted();
    const failed = await attempt(work, vm, vms.get(vm.vmUuid), effort);
    if (failed && failed.why !== told) progress.warn(`${name} ${effort.undone}: ${failed.why}; trying again`);
    else if (failed) tell(`${name} still ${effort.undone}: ${failed.why}`);
    told = failed?.why ?? "";
    // A refused call has no effect to wait for. The effect of an accepted one may show late.
    if (failed) await clock.sleep(RETRY_MS, signal);
    const isAsWanted = (now: Vms) => failed !== undefined || !effort.isNeeded(vm, now);
    vms = await during(failures.startUnseen, about(work), () => readVms(work, [vm.vmUuid], isAsWanted));
    if (clock.now() >= (failed?.mayPass ? Math.max(end, work.deadline) : end)) return;
  }
}

/** @returns the reason if it failed, and whether that may be temporary */
async function attempt(work: Work, vm: RecordedVm, now: Vm | undefined, effort: Effort) {
  const { context } = work;
  const deadline = Math.max(work.deadline, context.clock.now() + effort.patienceMs);
  try {
    const taskId = now && (await effort.call(vm, now));
    const doing = `${effort.doing} ${nameVm(vm, allVms(recordOf(work)))}`;
    const task = taskId ? await followWhileShown({ ...work, deadline }, taskId, doing) : undefined;
    if (task?.status === "FAILED") {
      return { why: task.errorMessage ? said(task.errorMessage) : "no reason given", mayPass: false };
    }
    effort.ends.set(vm.vmUuid, task?.finishedAt ?? serverTime(work));
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudTowerError || error instanceof TaskTimeoutError)) throw error;
    return { why: error.message, mayPass: error instanceof CloudTowerError && error.facts.transient };
  }
}
