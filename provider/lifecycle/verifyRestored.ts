import type { Host, Vm } from "../cloudtower";
import { nextPollDelay } from "../cloudtower";
import type { Context } from "./context";
import { during, LifecycleError } from "./errors";
import { SETTLE_MS } from "./observe";
import { allVms, type SessionRecord } from "./record";
import type { Restore } from "./restore";
import { startLeftOff } from "./startVms";
import { countVms, describeVms } from "./vms";

/** After an exit: VMs that were powered on run, VMs that were migrated back are on the host; what is off is started. */
export async function verifyRestored(
  context: Context,
  host: Host,
  { lists, skipped }: Restore,
  record: SessionRecord,
  deadline: number,
): Promise<void> {
  const { progress } = context;
  const mustRun = new Set([...lists.powerOn, ...lists.liveMigrateBack]);
  const mustBeHere = [...lists.liveMigrateBack, ...lists.offlineMigrateBack];
  const wanted = [...new Set([...mustRun, ...mustBeHere])];
  const names = new Map(allVms(record).map((vm) => [vm.vmUuid, vm.vmName]));
  const named = (vmUuid: string) => ({ vmUuid, vmName: names.get(vmUuid) ?? "" });
  const next = "run pulumi destroy again: it looks first what has been done";
  const failure = { host: host.name, phase: "exit" as const, next };

  const settled = (vms: Map<string, Vm>) =>
    wanted.every((uuid) => {
      const vm = vms.get(uuid);
      return (
        (!mustRun.has(uuid) || vm?.powerState !== "STOPPED") && (!mustBeHere.includes(uuid) || vm?.hostId === host.id)
      );
    });
  let vms = await during({ ...failure, what: "the host is out of maintenance, and its VMs could not be read" }, () =>
    readUntil(context, wanted, settled),
  );

  const off = [...mustRun].filter((uuid) => vms.get(uuid)?.powerState === "STOPPED").map(named);
  if (off.length > 0) {
    progress.warn(`the exit did not start ${describeVms(off)}: starting now`);
    const stillOff = await startLeftOff(context, off, deadline);
    if (stillOff.length > 0) {
      throw new LifecycleError({
        ...failure,
        what: `the host is out of maintenance, and ${countVms(stillOff.length)} that ran before cannot be started: ${describeVms(stillOff)}`,
        next: `start what is off by hand if CloudTower cannot, then run pulumi destroy again`,
      });
    }
    vms = await readUntil(context, wanted, () => true);
  }
  const missing = wanted.filter((uuid) => !vms.has(uuid)).map(named);
  const elsewhere = mustBeHere.filter((uuid) => vms.has(uuid) && vms.get(uuid)?.hostId !== host.id).map(named);
  if (missing.length > 0) progress.warn(`no longer in CloudTower: ${describeVms(missing)}`);
  if (elsewhere.length > 0) progress.warn(`not on the host after the exit: ${describeVms(elsewhere)}`);
  const back = wanted.length - missing.length - elsewhere.length;
  progress.line(`out of maintenance: ${back} of ${countVms(wanted.length + skipped.length)} back`);
}

/** What the list of VMs says may lag behind the task a little. */
async function readUntil(
  { cloudTower, clock, signal }: Context,
  uuids: string[],
  settled: (vms: Map<string, Vm>) => boolean,
): Promise<Map<string, Vm>> {
  const since = clock.now();
  for (;;) {
    const vms = await cloudTower.vmsByUuid(uuids, { signal, patienceMs: SETTLE_MS });
    const byUuid = new Map(vms.map((vm) => [vm.vmUuid, vm]));
    const age = clock.now() - since;
    if (settled(byUuid) || age >= SETTLE_MS) return byUuid;
    await clock.sleep(Math.max(1_000, nextPollDelay(age)), signal);
  }
}
