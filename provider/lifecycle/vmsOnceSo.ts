import { pollUntil, type Vm } from "../cloudtower";
import type { Context } from "./context";
import { SETTLE_MS } from "./observe";

export type Vms = ReadonlyMap<string, Vm>;

/** The VMs by UUID, once they are as wanted or for some while have not been: what the list says may lag behind a task. */
export async function vmsOnceSo(
  { cloudTower, clock, signal }: Context,
  uuids: readonly string[],
  isSo: (vms: Vms) => boolean,
): Promise<Vms> {
  const polling = { clock, signal, deadline: clock.now() + SETTLE_MS, leastPauseMs: 1_000 };
  const read = async () => {
    const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    return new Map(vms.map((vm) => [vm.vmUuid, vm]));
  };
  return pollUntil(polling, read, isSo);
}
