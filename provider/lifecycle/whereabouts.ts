import type { Context } from "./context";
import { messageOf } from "./errors";
import { allVms, type SessionRecord } from "./record";
import { NOT_SHOWN } from "./recordedVms";
import { SETTLE_MS } from "./staying";
import { describeVm, notBack } from "./vms";

/** Where the recorded VMs are that are not as before the entry, as a sentence; what cannot be read is said, not thrown. */
export async function whereabouts({ cloudTower, signal }: Context, record: SessionRecord): Promise<string> {
  try {
    const uuids = allVms(record).map((vm) => vm.vmUuid);
    const now = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    const away = notBack(record, record.hostId, now).map((vm) => {
      const seen = now.find((candidate) => candidate.vmUuid === vm.vmUuid);
      return `${describeVm(vm)} is ${seen ? `${seen.powerState} on ${seen.hostName ?? "no host"}` : NOT_SHOWN}`;
    });
    return away.length > 0 ? `Of its VMs, ${away.join("; ")}` : "All its VMs are as they were before";
  } catch (error) {
    return `Where its VMs are could not be read: ${messageOf(error)}`;
  }
}
