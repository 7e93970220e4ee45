import { describe, expect, it } from "vitest";
import { create, type RestorePolicy, remove } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, running } from "../shared/outcomes";
import { replacing } from "../shared/replacing";
import { EXIT } from "../shared/simulatedLifecycle";

const exit = (restore: Partial<RestorePolicy>) => ({ ...EXIT, restore: { ...EXIT.restore, ...restore } });

/** Place and power of one VM. */
function placeOf(lab: SimulatedLifecycle, name: string) {
  const { hostName, power } = lab.simulator.vm(name);
  return `${power} on ${hostName}`;
}

describe("restore", () => {
  it("leaves VMs that the user does not want back, and says so for each", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const [first, second] = record.shutdownVms.map((vm) => vm.vmName);
    const [moved] = record.liveMigratedVms;
    const where = moved && placeOf(lab, moved.vmUuid);
    await remove(
      lab.context,
      record,
      exit({ powerOn: [String(first)], liveMigrateBack: "none", offlineMigrateBack: "all" }),
    );
    expect(placeOf(lab, String(first))).toBe("RUNNING on node-1");
    expect(placeOf(lab, String(second))).toBe("STOPPED on node-1");
    expect(moved && placeOf(lab, moved.vmUuid)).toBe(where);
    const warnings = lab.told.filter((line) => line.startsWith("warning: "));
    const named = [second, ...record.liveMigratedVms.map((vm) => vm.vmName)];
    for (const name of named) {
      expect(
        warnings.filter((line) => line.includes(`${name}: `) && /is (STOPPED|RUNNING) on node-/.test(line)),
      ).toHaveLength(1);
    }
    expect(warnings).toHaveLength(named.length);
  });

  it("does not migrate back a VM that somebody has moved in the meantime, unless the user wants that", async () => {
    for (const changed of ["skip", "include"] as const) {
      const lab = await openLifecycle();
      const record = await create(lab.context, lab.request("node-1"));
      const { vmUuid: vm = "", vmName = "" } = record.liveMigratedVms[0] ?? {};
      const other = lab.simulator.vm(vm).hostName === "node-3" ? "node-4" : "node-3";
      lab.simulator.operator.moveVm(vm, `east/${other}`);
      await remove(lab.context, record, exit({ changed }));
      expect(placeOf(lab, vm)).toBe(changed === "skip" ? `RUNNING on ${other}` : "RUNNING on node-1");
      const warned = lab.told.some((line) => line.includes(`${vmName}: `) && line.includes("changed since the entry"));
      expect(warned).toBe(changed === "skip");
    }
  });

  it("powers on a VM that the entry shut down, even one that CloudTower flags because somebody moved it", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const vm = String(record.shutdownVms.find(({ vmName }) => vmName === "license-01")?.vmUuid);
    lab.simulator.operator.moveVm(vm, "east/node-3");
    await remove(lab.context, record, EXIT);
    expect(lab.simulator.vm(vm).power).toBe("RUNNING");
  });

  it("does not start a VM that somebody started and stopped again after the entry, and says so", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const [vm] = record.shutdownVms;
    await lab.clock.sleep(60_000);
    lab.simulator.operator.startVm(String(vm?.vmUuid));
    lab.simulator.operator.stopVm(String(vm?.vmUuid));
    await remove(lab.context, record, EXIT);
    expect(placeOf(lab, String(vm?.vmUuid))).toMatch(/^STOPPED/);
    expect(lab.told.join("\n")).toMatch(
      new RegExp(`warning: .*left: ${vm?.vmName}: is STOPPED on node-1 since .*; it ran before; not started, because`),
    );
  });

  it("does not start a VM that was never shut down before somebody stopped it, and says so", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const [vm] = record.liveMigratedVms;
    expect(lab.simulator.vm(String(vm?.vmUuid)).lastShutdownAt).toBeNull();
    await lab.clock.sleep(60_000);
    lab.simulator.operator.stopVm(String(vm?.vmUuid));
    await remove(lab.context, record, EXIT);
    expect(placeOf(lab, String(vm?.vmUuid))).toMatch(/^STOPPED/);
    expect(lab.told.join("\n")).toMatch(
      new RegExp(`warning: .*left: ${vm?.vmName}: .*not started, because it was stopped after`),
    );
  });

  it("names VMs that are gone from CloudTower, and brings back the others", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const gone = [...record.shutdownVms.slice(0, 1), ...record.offlineMigratedVms.slice(0, 1)];
    for (const vm of gone) lab.simulator.operator.deleteVm(vm.vmUuid);
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before.filter((vm) => !gone.some(({ vmUuid }) => vmUuid === vm.localId)));
    for (const vm of gone) expect(lab.told.join("\n")).toContain(`${vm.vmName}: no longer shown by CloudTower`);
  });

  it("does not bring back VMs from the recycle bin, and says so", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const vm = record.shutdownVms[0];
    lab.simulator.operator.recycleVm(String(vm?.vmUuid));
    await remove(lab.context, record, EXIT);
    const others = (vms: typeof before) => vms.filter((place) => place.localId !== vm?.vmUuid);
    expect(others(places(lab))).toEqual(others(before));
    expect(placeOf(lab, String(vm?.vmUuid))).toBe("STOPPED on node-1");
    expect(lab.told.join("\n")).toContain(`${vm?.vmName}: is in the recycle bin`);
  });

  it("starts a VM that the exit left off, and fails, naming it, while it cannot", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    // Somebody else has ended the session, and left off what it had shut down.
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    const [first, second] = record.shutdownVms;
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No power.", times: 1_000 });
    const only = exit({ powerOn: [String(first?.vmName)] });
    const start = lab.clock.now();
    const error = await failureOf(remove(lab.context, record, only));
    expect(error.message).toContain(`1 VM that ran before cannot be started: ${first?.vmName} (${first?.vmUuid})`);
    expect(error.message).not.toContain(second?.vmUuid);
    expect(lab.clock.now() - start).toBeGreaterThanOrEqual(10 * 60_000);
    expect(lab.clock.now() - start).toBeLessThan(15 * 60_000);
    lab.simulator.faults.clear();
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before.filter((vm) => vm.power === "RUNNING").map((vm) => vm.localId));
  });

  it("retries starting a VM for some minutes, because the cause may pass", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No memory.", times: 6 });
    await remove(lab.context, record, EXIT);
    for (const vm of record.shutdownVms) expect(lab.simulator.vm(vm.vmUuid).power).toBe("RUNNING");
    expect(lab.told.filter((line) => line.includes('did not start: "No memory."'))).toHaveLength(2);
  });

  it("retries starting a VM while the start of another one hangs", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    const [first, second] = record.shutdownVms;
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskStalled", afterSteps: 0, times: 1 });
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No memory.", times: 1 });
    const soon = { ...EXIT, timeouts: { ...EXIT.timeouts, exitMs: 60_000 } };
    const error = await failureOf(remove(lab.context, record, soon));
    expect(error.message).toContain(`1 VM that ran before cannot be started: ${first?.vmName}`);
    expect(lab.simulator.vm(String(second?.vmUuid)).power).toBe("RUNNING");
  });

  it("names a VM that loses its power while the start of another one is retried, or starts it", async () => {
    const lab = await openLifecycle({ quirks: { lastShutdownTimeNull: true } });
    const before = running(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const [first, second] = record.shutdownVms;
    lab.simulator.operator.exit("east/node-1", { powerOn: [String(second?.vmUuid)], atOnce: true });
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No memory.", times: 1 });
    const stops = lab.clock.sleep(10_000).then(() => lab.simulator.operator.stopVm(String(second?.vmUuid)));
    await remove(lab.context, record, EXIT);
    await stops;
    expect(lab.simulator.vm(String(first?.vmUuid)).power).toBe("RUNNING");
    expect(running(lab)).toEqual(before);
  });

  it("starts nothing any more once it has failed", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No memory.", times: 1_000 });
    // One of the two VMs that are to be started cannot be read any more.
    const cloudTower = replacing(lab.cloudTower, {
      vmsByUuid: async (uuids, options) => {
        if (uuids.length === 1 && uuids[0] === record.shutdownVms[0]?.vmUuid) throw new Error("unreadable");
        return lab.cloudTower.vmsByUuid(uuids, options);
      },
    });
    const began = lab.clock.now();
    await failureOf(remove({ ...lab.context, cloudTower }, record, EXIT));
    // It does not go on until the other one's time is over.
    expect(lab.clock.now() - began).toBeLessThan(120_000);
    const sent = lab.accepted("StartVm");
    await lab.clock.sleep(300_000);
    expect(sent).toBeGreaterThan(0);
    expect(lab.accepted("StartVm")).toBe(sent);
  });

  it("starts what is off at once, though another VM of the session was deleted", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.deleteVm(String(record.liveMigratedVms[0]?.vmUuid));
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    const began = lab.clock.now();
    let startedAt = Number.POSITIVE_INFINITY;
    const line = (text: string) => {
      if (text.includes("starting ")) startedAt = Math.min(startedAt, lab.clock.now());
    };
    await remove({ ...lab.context, progress: { ...lab.context.progress, line } }, record, EXIT);
    expect(startedAt - began).toBeLessThan(10_000);
    for (const vm of record.shutdownVms) expect(lab.simulator.vm(vm.vmUuid).power).toBe("RUNNING");
  });
});
