import type { Host, Task } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Context } from "../context";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { named, nameVm, nameVms } from "../report/words";
import type { RecordedLists } from "../session/record";
import { about, type Work } from "../situation/work";
import { keepFirst, NO_VMS } from "../vms/lists";
import { asHavingRun, type LeftByTasks, leftByTasks, offSince, sinceLastSession } from "../vms/windows";
import type { Prepared } from "./prepare";

const A_DAY_MS = 24 * 3_600_000;

/**
 * For a host without a known entry of ours: VMs that failed tasks of the host shut down count as having run, whoever
 * started the tasks, and from whatever machine. Uncertainties are reported.
 */
export async function leftByOthers(
  work: Work,
  host: Host,
  { vms, failedTasks, taggedTasks }: Prepared,
): Promise<RecordedLists> {
  const { context } = work;
  const { cloudTower, progress } = context;
  const recent = sinceLastSession(failedTasks, host.session?.enteredAt);
  const left = await during(failures.vmsUnreadable, about(work), () => stoppedBy(context, host, recent));
  tellLeft(context, left);
  const ours = await during(failures.vmsUnreadable, about(work), () => stoppedBy(context, host, taggedTasks));
  if (ours.owed.length > 0) {
    progress.warn(
      `an entry of this resource, of which only its name tag is left, shut down VMs that are still off. They are treated as running before, and destroy will start them: ${nameVms(named(ours.owed), named(vms))}`,
    );
  }
  const owed = keepFirst(
    { ...NO_VMS, shutdownVms: left.owed.map(asHavingRun) },
    { ...NO_VMS, shutdownVms: ours.owed.map(asHavingRun) },
  );
  const known = new Set(owed.shutdownVms.map((vm) => vm.vmUuid));
  const lately = offSince(vms, cloudTower.serverNow() - A_DAY_MS).filter((vm) => !known.has(vm.vmUuid));
  for (const vm of lately) {
    progress.line(
      `stopped on ${vm.lastShutdownTime}, counts as stopped before the entry: ${nameVms(named([vm]), named(vms))}`,
    );
  }
  return owed;
}

/** The VMs that these tasks of a host shut down and left off. */
export async function stoppedBy(
  { cloudTower, signal }: Context,
  host: Pick<Host, "id" | "clusterId">,
  tasks: readonly Task[],
): Promise<LeftByTasks> {
  const begins = tasks.flatMap(({ startedAt }) => startedAt ?? []).sort();
  const [begin] = begins;
  if (begin === undefined) return { owed: [], elsewhere: [] };
  // Times may be in whole seconds.
  const time = new Date(Math.floor(Date.parse(begin) / 1_000) * 1_000).toISOString();
  const vms = await cloudTower.vmsStoppedSince(host.clusterId, time, { signal });
  return leftByTasks(tasks, vms, host.id);
}

/** Reports the VMs that failed tasks left off. */
export function tellLeft({ progress }: Context, { owed, elsewhere }: LeftByTasks): void {
  const read = named([...owed, ...elsewhere]);
  if (owed.length > 0) {
    progress.warn(
      `a failed task of this host shut down VMs and left them off. They are treated as running before, and destroy will start them: ${nameVms(named(owed), read)}`,
    );
  }
  for (const vm of elsewhere) {
    progress.warn(
      `${nameVm({ vmUuid: vm.vmUuid, vmName: vm.name }, read)} was shut down while a task of this host failed, and is off on ${asName(vm.hostName ?? "")}: it is not started, because it may be off for another reason`,
    );
  }
}
