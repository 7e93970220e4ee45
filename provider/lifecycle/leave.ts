import type { Host, Vm } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { followTask } from "./followTask";
import type { Receipt } from "./receipt";
import { allVms, isUnfinished, type SessionRecord } from "./record";
import { startLeftOff } from "./startVms";
import { countVms, describeVms, leftOff, notBack } from "./vms";

const AGAIN = "run pulumi destroy again: it looks first what has been done";

/**
 * Gives the VMs of a host back that is in use: its session ended without us, or never came to be. What a failed entry
 * shut down is started; what somebody else's exit left is named.
 */
export async function leave(context: Context, record: SessionRecord, host: Host, deadline: number): Promise<Receipt> {
  const { cloudTower, signal, progress } = context;
  const failure = { host: host.name, phase: "start VMs" as const, record };
  const uuids = allVms(record).map((vm) => vm.vmUuid);
  const read = () =>
    during({ ...failure, what: "the VMs of the host could not be read", next: AGAIN }, () =>
      cloudTower.vmsByUuid(uuids, { signal }),
    );
  let now = await read();
  const off = isUnfinished(record) ? leftOff(record, now) : [];
  if (off.length > 0) {
    progress.line(
      `the entry did not succeed; starting ${countVms(off.length)} that it left shut down: ${describeVms(off)}`,
    );
    const unseen = { ...failure, what: "VMs were to be started, and whether they run could not be seen", next: AGAIN };
    const stillOff = await during(unseen, () => startLeftOff(context, off, deadline));
    if (stillOff.length > 0) {
      throw new LifecycleError({
        ...failure,
        what: `${countVms(stillOff.length)} that the failed entry shut down cannot be started: ${describeVms(stillOff)}`,
        next: "start what is off by hand if CloudTower cannot, then run pulumi destroy again",
      });
    }
    now = await read();
  }
  const away = notBack(record, host.id, now);
  if (away.length > 0) progress.warn(`the host is in use, and these VMs are not as before: ${describeVms(away)}`);
  else progress.line("the host is in use and its VMs are as before");
  return receiptOf(record, away, now);
}

/** Was the task of an unfinished entry still under way? Then it has been followed to its end when this returns. */
export async function awaitUnfinishedEntry(
  context: Context,
  record: SessionRecord,
  deadline: number,
): Promise<boolean> {
  const { cloudTower, signal } = context;
  if (record.phase !== "entering") return false;
  const { hostName: host, hostId, taskId } = record;
  const failure = { host, phase: "enter" as const, taskId, record, what: "what became of the entry could not be seen" };
  return during({ ...failure, next: "run the same command again: it looks first what has been done" }, async () => {
    const live = taskId
      ? (await cloudTower.tasks([taskId], { signal })).filter(isUnderWay)
      : await cloudTower.liveTasks(hostId, { signal });
    for (const task of live) await followTask(context, task.id, "entering maintenance", deadline);
    return live.length > 0;
  });
}

function isUnderWay({ status }: { status: string }): boolean {
  return status !== "FAILED" && status !== "SUCCESSED";
}

function receiptOf(record: SessionRecord, away: ReturnType<typeof notBack>, now: readonly Vm[]): Receipt {
  const places = new Map(now.map((vm) => [vm.vmUuid, `is ${vm.powerState} on ${vm.hostName ?? "no host"}`]));
  return {
    vms: allVms(record).map(({ vmUuid, vmName }) =>
      away.some((vm) => vm.vmUuid === vmUuid)
        ? { vmUuid, vmName, outcome: "skipped", why: places.get(vmUuid) ?? "no longer in CloudTower" }
        : { vmUuid, vmName, outcome: "restored" },
    ),
  };
}
