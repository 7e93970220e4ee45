import type { Host, Vm } from "../cloudtower";
import type { Context } from "./context";
import { DESTROY_AGAIN, during } from "./errors";
import { isExiting } from "./exiting";
import type { Receipt } from "./receipt";
import { allVms, isUnfinished, type SessionRecord } from "./record";
import { NOT_SHOWN, recordedVms } from "./recordedVms";
import { isSelected, type Selection } from "./restore";
import { makeRun } from "./startVms";
import { describeVms, leftOff, notBack } from "./vms";

/**
 * Gives the VMs of a host back that is in use: its session ended without us, or never came to be. What a failed entry of
 * ours shut down, or an exit of ours did not start, is started; what somebody else's exit left is named.
 */
export async function leave(
  context: Context,
  record: SessionRecord,
  host: Host,
  powerOn: Selection,
  deadline: number,
): Promise<Receipt> {
  const { progress } = context;
  const failure = { host: host.name, phase: "start VMs" as const, record };
  const uuids = allVms(record).map((vm) => vm.vmUuid);
  const read = () =>
    during({ ...failure, what: "the VMs of the host could not be read", next: DESTROY_AGAIN }, async () => [
      ...(await recordedVms(context, record, uuids)).values(),
    ]);
  let now = await read();
  const off = (await mayStart(context, record)) ? leftOff(record, now).filter((vm) => isSelected(vm, powerOn)) : [];
  if (off.length > 0) {
    await makeRun(context, off, { record, failure, who: "an entry or exit of ours", truth: "", deadline });
    now = await read();
  }
  const away = notBack(record, host.id, now);
  if (away.length > 0) progress.warn(`the host is in use, and these VMs are not as before: ${describeVms(away)}`);
  else progress.line("the host is in use and its VMs are as before");
  return receiptOf(record, away, now);
}

/** What ran before is started only where an entry or exit of ours left it off: another operator may have meant it. */
async function mayStart(context: Context, record: SessionRecord): Promise<boolean> {
  return isUnfinished(record) || isExiting(context, record);
}

function receiptOf(record: SessionRecord, away: ReturnType<typeof notBack>, now: readonly Vm[]): Receipt {
  const places = new Map(now.map((vm) => [vm.vmUuid, `is ${vm.powerState} on ${vm.hostName ?? "no host"}`]));
  return {
    vms: allVms(record).map(({ vmUuid, vmName }) =>
      away.some((vm) => vm.vmUuid === vmUuid)
        ? { vmUuid, vmName, outcome: "skipped", why: places.get(vmUuid) ?? NOT_SHOWN }
        : { vmUuid, vmName, outcome: "restored" },
    ),
  };
}
