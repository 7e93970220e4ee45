import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileStore } from "../../provider/journal";
import { create, read, remove, type SessionRecord, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, recordOf, running, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

async function failedEntry(lab: SimulatedLifecycle): Promise<SessionRecord> {
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
  return recordOf(create(lab.context, lab.request("node-1")));
}

async function withJournal(lab: SimulatedLifecycle) {
  const directory = await mkdtemp(join(tmpdir(), "journal-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return { ...lab.context, facts: new FileStore(directory, "project/stack/host") };
}

describe("a session that somebody else begins after an entry of ours has failed", () => {
  it("is not ours: neither up nor destroy touches it, and the record stays unfinished", async () => {
    const lab = await openLifecycle();
    const record = await failedEntry(lab);
    await lab.clock.sleep(60_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });

    expect(await read(lab.context, record)).toMatchObject({ phase: "entry-failed" });
    await failureOf(update(lab.context, lab.request("node-1"), record));
    await failureOf(remove(lab.context, record, EXIT));
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("is not ours even if nobody has looked at the failure before", async () => {
    const lab = await openLifecycle();
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
    const short = lab.request("node-1", { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 1 } });
    const record = await recordOf(create(lab.context, short));
    expect(record.phase).toBe("entering");
    await lab.clock.sleep(60_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    await failureOf(remove(lab.context, record, EXIT));
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("is not ours hours after an enter call whose answer was lost", async () => {
    const lab = await openLifecycle();
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before", times: 1_000 });
    const record = await recordOf(create(lab.context, lab.request("node-1")));
    lab.simulator.faults.clear();
    await lab.clock.sleep(5 * 3_600_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    await failureOf(remove(lab.context, record, EXIT));
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });
});

it("another CloudTower with the same ids, whose host is in an unknown session, is not ours", async () => {
  const lab = await openLifecycle();
  const short = lab.request("node-1", { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 1 } });
  const { maintenanceJobId: _, enteredAt: __, taskId: ___, ...vague } = await recordOf(create(lab.context, short));
  await lab.clock.sleep(3_600_000);
  const elsewhere = { ...vague, server: "https://before.example.com" };
  expect((await failureOf(remove(lab.context, elsewhere, EXIT))).message).toContain("the settings now point to");
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
});

describe("an exit of ours that left VMs off", () => {
  it("is repaired by the next destroy, however often it takes", async () => {
    const lab = await openLifecycle();
    const context = await withJournal(lab);
    const before = running(lab);
    const record = await create(context, lab.request("node-1"));
    // The exit plan no longer lists these VMs, so only we know that they ran.
    const forgetful = { ...record, shutdownVms: record.shutdownVms };
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "reset-before", times: 1_000 });
    await failureOf(remove(context, forgetful, EXIT));
    lab.simulator.faults.clear();
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", times: 1_000 });
    for (const _ of [1, 2]) {
      expect((await failureOf(remove(context, forgetful, EXIT))).message).toContain("cannot be started");
      expect(running(lab)).not.toEqual(before);
    }
    lab.simulator.faults.clear();
    await remove(context, forgetful, EXIT);
    expect(running(lab)).toEqual(before);
  });
});

describe("refresh", () => {
  it("keeps an entry whose task is not known yet, although the host is in use and no task is recorded", async () => {
    const lab = await openLifecycle({ speed: 0.1 });
    const short = lab.request("node-1", { timeouts: { precheckMs: 3_600_000, enterMs: 10_000, exitMs: 1 } });
    const { taskId: _, ...record } = await recordOf(create(lab.context, short));
    const host = lab.simulator.host("node-1", "east");
    lab.context.cloudTower.host = async () => ({
      id: host.id,
      name: host.name,
      clusterId: host.clusterId,
      clusterName: host.clusterName,
      status: "CONNECTED_HEALTHY",
      managementIp: host.managementIp,
      session: { state: "IN_USE" },
    });
    expect(await read(lab.context, record)).toMatchObject({ phase: "entering" });
  });
});

describe("the journal of a session that is long over", () => {
  it("does not start a VM that somebody has switched off since", async () => {
    const lab = await openLifecycle();
    const context = await withJournal(lab);
    const lost = await create(context, lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    // The exit left the VM with a passthrough device off; the other one ran again.
    const off = String(lost.shutdownVms.find((vm) => running(lab).includes(vm.vmUuid))?.vmUuid);
    lab.simulator.operator.stopVm(off);
    const record = await create(context, lab.request("node-1"));
    await remove(context, record, EXIT);
    expect(lab.simulator.vm(off).power).toBe("STOPPED");
    for (const vm of lost.shutdownVms.filter(({ vmUuid }) => vmUuid !== off)) {
      expect(lab.simulator.vm(vm.vmUuid).power).toBe("RUNNING");
    }
  });

  it("does not lose the VMs of a failed entry when the next entry is refused", async () => {
    const lab = await openLifecycle({ quirks: { generousExit: true } });
    const context = await withJournal(lab);
    const before = running(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
    await recordOf(create(context, lab.request("node-1")));
    lab.simulator.operator.enter("east/node-2", { atOnce: true });
    const record = await recordOf(create(context, lab.request("node-1")));
    lab.simulator.operator.exit("east/node-2", { atOnce: true });
    await remove(context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });
});

it("a name in the stack's setting that only another cluster has blocks nothing", async () => {
  const lab = await openLifecycle();
  const error = await failureOf(create(lab.context, lab.request("node-1", { consent: "all", cap: ["desk-01"] })));
  expect(error.message).toContain("that the stack's setting cloudtower:allowShutdown");
  const free = lab.request("node-4", { consent: "none", cap: ["desk-01"] });
  expect((await create(lab.context, free)).phase).toBe("maintenance");
});

describe("another CloudTower that has a host and a cluster of the same ids", () => {
  it("is told from ours by the session: every verb refuses, and the resource stays", async () => {
    const ours = await openLifecycle();
    const record = await create(ours.context, ours.request("node-1"));
    const other = await openLifecycle();
    expect(other.simulator.host("node-1", "east").id).toBe(record.hostId);
    expect((await failureOf(remove(other.context, record, EXIT))).message).toContain(ours.simulator.url);
    expect((await failureOf(read(other.context, record))).message).toContain("does not show our session on this host");
    await create(other.context, other.request("node-1"));
    await other.clock.sleep(1_000);
    expect(stateOf(ours, "node-1")).toBe("MAINTENANCE_MODE");
    expect(other.accepted("ExitMaintenanceMode")).toBe(0);
  });
});
