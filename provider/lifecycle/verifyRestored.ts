import type { Host, Vm } from "../cloudtower";
import type { Context } from "./context";
import { DESTROY_AGAIN, during, LifecycleError } from "./errors";
import type { Receipt, VmOutcome } from "./receipt";
import { allVms, type SessionRecord } from "./record";
import { NOT_SHOWN, recordedVms, type Vms } from "./recordedVms";
import { isSelected, type Restore, type RestorePolicy } from "./restore";
import { makeRun } from "./startVms";
import { countVms, describeVms, ranBefore } from "./vms";

/** What has to be true of the VMs after an exit. */
interface Expected {
  running: ReadonlySet<string>;
  onHost: ReadonlySet<string>;
  /** What the exit call named: only that does the exit change, and only that is waited for. */
  asked: readonly string[];
  /** These, and recorded VMs that the exit plan no longer names: what became of them is told. */
  all: readonly string[];
}

/**
 * After an exit: VMs that were powered on run, VMs that were migrated back are on the host. What ran before the session
 * and is off is started.
 * @throws LifecycleError naming VMs that cannot be started
 */
export async function verifyRestored(
  context: Context,
  host: Host,
  restore: Restore,
  record: SessionRecord,
  policy: RestorePolicy,
  deadline: number,
): Promise<Receipt> {
  const expected = expectations(restore, record, policy);
  const failure = { host: host.name, phase: "exit" as const, next: DESTROY_AGAIN, record };
  const what = "the host is out of maintenance, and its VMs could not be read";
  const read = (done: (vms: Vms) => boolean) =>
    during({ ...failure, what }, () => recordedVms(context, record, expected.all, done));

  let vms = await read((seen) => isAsExpected(seen, expected, host));
  const named = (vmUuid: string) => ({ vmUuid, vmName: restore.names.get(vmUuid) ?? "" });
  const isOff = (vm: Vm | undefined) => vm?.powerState === "STOPPED" && !vm.inRecycleBin;
  const off = [...expected.running].filter((uuid) => isOff(vms.get(uuid))).map(named);
  if (off.length > 0) {
    const truth = "the host is out of maintenance, and ";
    await makeRun(context, off, { record, failure, who: "the exit", truth, deadline });
    vms = await read(() => true);
  }
  const notRunning = [...expected.running].filter((uuid) => isDown(vms.get(uuid))).map(named);
  if (notRunning.length > 0) {
    throw new LifecycleError({
      ...failure,
      what: `the host is out of maintenance, and ${countVms(notRunning.length)} that ran before do not run: ${describeVms(notRunning)}`,
    });
  }
  const outcomes = expected.all.map(
    (uuid): VmOutcome => ({ ...named(uuid), ...outcomeOf(vms.get(uuid), uuid, expected, host) }),
  );
  const left = restore.left.filter((vm) => !expected.all.includes(vm.vmUuid));
  return { vms: [...outcomes, ...left] };
}

function isDown(vm: Vm | undefined): boolean {
  return vm !== undefined && !vm.inRecycleBin && !["RUNNING", "DELETED"].includes(vm.powerState);
}

/** Also VMs that the plan no longer names, or lists as stopped, run again if they ran before and may be powered on. */
function expectations({ lists, left }: Restore, record: SessionRecord, policy: RestorePolicy): Expected {
  const skipped = new Set(left.map((vm) => vm.vmUuid));
  const recorded = allVms(record).filter((vm) => !skipped.has(vm.vmUuid));
  const ran = recorded.filter((vm) => ranBefore(record, vm) && isSelected(vm, policy.powerOn)).map((vm) => vm.vmUuid);
  const running = new Set([...lists.powerOn, ...lists.liveMigrateBack, ...ran]);
  const onHost = new Set([...lists.liveMigrateBack, ...lists.offlineMigrateBack]);
  const asked = [...lists.powerOn, ...onHost];
  return { running, onHost, asked, all: [...new Set([...running, ...onHost, ...recorded.map((vm) => vm.vmUuid)])] };
}

function isAsExpected(vms: Vms, { running, onHost, asked }: Expected, host: Host): boolean {
  return asked.every((uuid) => {
    const vm = vms.get(uuid);
    return (
      !vm ||
      vm.inRecycleBin ||
      ((!running.has(uuid) || vm.powerState === "RUNNING") && (!onHost.has(uuid) || vm.hostId === host.id))
    );
  });
}

function outcomeOf(
  vm: Vm | undefined,
  uuid: string,
  { running, onHost, asked }: Expected,
  host: Host,
): Omit<VmOutcome, "vmUuid" | "vmName"> {
  if (!vm || vm.powerState === "DELETED") return { outcome: "skipped", why: NOT_SHOWN };
  if (vm.inRecycleBin) return { outcome: "skipped", why: "in the recycle bin" };
  if (running.has(uuid) && vm.powerState !== "RUNNING") return { outcome: "failed", why: `is ${vm.powerState}` };
  if (onHost.has(uuid) && vm.hostId !== host.id) {
    return {
      outcome: "failed",
      why: `did not come back to the host: it is on ${vm.hostName ?? "no host that CloudTower shows"}`,
    };
  }
  if (!asked.includes(uuid) && (vm.hostId !== host.id || !running.has(uuid))) {
    return {
      outcome: "skipped",
      why: `not in CloudTower's exit plan: it is ${vm.powerState} on ${vm.hostName ?? "no host"}`,
    };
  }
  if (vm.hostId !== host.id) {
    return { outcome: "skipped", why: `runs again, on another host: ${vm.hostName ?? "none that CloudTower shows"}` };
  }
  return { outcome: "restored" };
}
