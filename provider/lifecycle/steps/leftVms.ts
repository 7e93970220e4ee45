import type { Host, Task, Vm } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Context } from "../context";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, namesOf } from "../report/words";
import type { RecordedLists } from "../session/record";
import { about, type Work } from "../situation/evidence";
import { NO_VMS } from "../vms/lists";
import { asHavingRun, type LeftByTasks, leftByTasks, offSince, sinceLastSession } from "../vms/windows";

const A_DAY_MS = 24 * 3_600_000;

/**
 * No entry of ours is known: what failed tasks of the host shut down counts as having run, whoever started them and on
 * whatever machine. What cannot be told is said.
 */
export async function leftByOthers(work: Work, host: Host, vms: readonly Vm[]): Promise<RecordedLists> {
  const { context } = work;
  const { cloudTower, signal, progress } = context;
  const left = await during(
    (cause) => failures.vmsUnreadable({ ...about(work), cause }),
    async () => {
      const failed = await cloudTower.failedTasks(host.id, { signal });
      return stoppedBy(context, host, sinceLastSession(failed, host.session?.enteredAt));
    },
  );
  tell(context, left);
  const known = new Set(left.owed.map((vm) => vm.vmUuid));
  const lately = offSince(vms, cloudTower.serverNow() - A_DAY_MS).filter((vm) => !known.has(vm.vmUuid));
  for (const vm of lately) {
    progress.line(`stopped on ${vm.lastShutdownTime}, and taken as stopped before: ${namesOf([vm])}`);
  }
  return { ...NO_VMS, shutdownVms: left.owed.map(asHavingRun) };
}

/** VMs that these tasks of a host shut down and left off. */
export async function stoppedBy(
  { cloudTower, signal }: Context,
  host: Pick<Host, "id" | "clusterId">,
  tasks: readonly Task[],
): Promise<LeftByTasks> {
  const begins = tasks.flatMap(({ startedAt }) => startedAt ?? []).sort();
  const [begin] = begins;
  if (begin === undefined) return { owed: [], elsewhere: [] };
  // Times may be told in whole seconds.
  const time = new Date(Math.floor(Date.parse(begin) / 1_000) * 1_000).toISOString();
  const vms = await cloudTower.vmsStoppedSince(host.clusterId, time, { signal });
  return leftByTasks(tasks, vms, host.id);
}

/** What failed tasks left, as a person has to know. */
export function tell({ progress }: Context, { owed, elsewhere }: LeftByTasks): void {
  if (owed.length > 0) {
    progress.warn(
      `a failed task of this host shut down VMs and left them off. They count as having run, and destroy starts them: ${namesOf(owed)}`,
    );
  }
  for (const vm of elsewhere) {
    progress.warn(
      `${describeVm({ vmUuid: vm.vmUuid, vmName: vm.name })} was shut down while a task of this host failed, and is off on ${asName(vm.hostName ?? "")}: it is not started, because it may be off for another reason`,
    );
  }
}
