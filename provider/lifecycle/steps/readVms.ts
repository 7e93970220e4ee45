import { type Host, pollUntil, type Task } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { Context } from "../context";
import { during, messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { describeVm, named, nameVm, nameVms, whereIs } from "../report/words";
import { allVms, type RecordedLists, type SessionRecord } from "../session/record";
import { SETTLE_MS } from "../situation/settle";
import { about, recordOf, type Work } from "../situation/work";
import { keepFirst, NO_VMS } from "../vms/lists";
import { standingOf, type Vms } from "../vms/standing";
import { asHavingRun, type LeftByTasks, leftByTasks, offSince, sinceLastSession } from "../vms/windows";
import type { Prepared } from "./prepare";

const A_DAY_MS = 24 * 3_600_000;

/** The current VMs, by UUID. */
async function vmsNow({ cloudTower, signal }: Context, uuids: readonly string[]): Promise<Vms> {
  const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
  return new Map(vms.map((vm) => [vm.vmUuid, vm]));
}

/** The current VMs of a record. */
export async function recordedNow(context: Context, record: RecordedLists): Promise<Vms> {
  return vmsNow(
    context,
    allVms(record).map((vm) => vm.vmUuid),
  );
}

/**
 * The VMs of a session, once all of them are shown and as wanted, or after half a minute. A list may lag behind a task,
 * and one answer may lack what the next one has.
 * @throws LifecycleError if the user sees no VM of the cluster at all, which says nothing about ours
 */
export async function readVms(
  work: Work,
  uuids: readonly string[],
  isAsWanted: (vms: Vms) => boolean = () => true,
): Promise<Vms> {
  const { cloudTower, clock, signal } = work.context;
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const names = new Map(allVms(recordOf(work)).map((vm) => [vm.vmUuid, vm.vmName]));
  const vms = await pollUntil(
    polling,
    () => vmsNow(work.context, uuids),
    (seen) => {
      const hidden = uuids.filter((uuid) => !seen.has(uuid)).map((uuid) => asName(names.get(uuid) ?? uuid));
      if (hidden.length > 0) work.context.progress.status?.(`waiting for ${hidden.join(", ")} to be shown`);
      return hidden.length === 0 && isAsWanted(seen);
    },
  );
  if (vms.size > 0 || uuids.length === 0 || !(await areHidden(work))) return vms;
  const { clusterName } = recordOf(work);
  throw failures.vmsHidden(about(work), cloudTower.server, clusterName);
}

/** Are the cluster's VMs hidden? Yes, if none is shown although its hosts do not report zero VMs. */
async function areHidden(work: Work): Promise<boolean> {
  const { cloudTower, signal } = work.context;
  const { clusterId } = recordOf(work);
  if (await cloudTower.showsVmsOf(clusterId, { signal })) return false;
  const hosts = await cloudTower.hostsOfCluster(clusterId, { signal });
  return !hosts.every(({ vmCount }) => vmCount === 0);
}

/**
 * Describes the recorded VMs that are not as before the entry. If they cannot be read, it says so instead of throwing.
 */
export async function whereabouts(context: Context, record: SessionRecord): Promise<string> {
  try {
    return told(record, await recordedNow(context, record));
  } catch (error) {
    return `The places of its VMs could not be read: ${messageOf(error)}`;
  }
}

/** The same, for VMs that have been read. It says "as before" only if "before" is known. */
export function told(record: SessionRecord, now: Vms): string {
  const ended = { record, hostId: record.hostId, askedBack: new Set<string>() };
  const away = allVms(record).flatMap((vm) => {
    const standing = standingOf(vm, now.get(vm.vmUuid), ended);
    const note = standing === "not known" ? ", and it is not known whether it ran before" : "";
    return standing === "back" ? [] : `${describeVm(vm)} ${whereIs(now.get(vm.vmUuid))}${note}`;
  });
  if (away.length > 0) return `Of its VMs, ${away.join("; ")}`;
  const isKnown = !record.adopted || allVms(record).some((vm) => vm.powerState !== undefined);
  return isKnown ? "All its VMs are as they were before" : "Which of its VMs ran before is not known";
}

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
