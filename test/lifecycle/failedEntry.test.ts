import { describe, expect, it } from "vitest";
import { create, read, remove, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, running, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

/** An entry of node-1 whose task fails once it has shut down two VMs and moved one. */
async function failedEntry(lab: SimulatedLifecycle, afterSteps = 4) {
  lab.simulator.faults.inject({
    operation: "EnterMaintenanceMode",
    kind: "taskFailed",
    afterSteps,
    message: "No luck.",
  });
  return recordOf(create(lab.context, lab.request("node-1")));
}

describe("an entry whose task fails", () => {
  it("reports what CloudTower said, and which VMs it left shut down or moved", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.faults.inject({
      operation: "EnterMaintenanceMode",
      kind: "taskFailed",
      afterSteps: 4,
      message: "No luck.",
    });
    const error = await failureOf(create(lab.context, lab.request("node-1")));
    expect(error.message).toContain('"No luck."');
    expect(error.failure.record).toMatchObject({ phase: "entry-failed" });
    expect(error.failure.taskId).toBeTruthy();
    const changed = places(lab).filter((vm) => !before.some((was) => JSON.stringify(was) === JSON.stringify(vm)));
    expect(changed.length).toBe(3);
    for (const vm of changed) expect(error.message).toContain(vm.localId);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
  });

  it("destroy: what it shut down is started", async () => {
    const lab = await openLifecycle();
    const before = running(lab);
    const record = await failedEntry(lab);
    expect(running(lab)).not.toEqual(before);
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("destroy: starts a VM that loses its power while it is migrated back", async () => {
    const lab = await openLifecycle({ quirks: { lastShutdownTimeNull: true } });
    const before = running(lab);
    const record = await failedEntry(lab);
    const away = record.liveMigratedVms.find((vm) => lab.simulator.vm(vm.vmUuid).hostName !== "node-1");
    let isCut = false;
    const line = (text: string) => {
      if (isCut || !text.includes("migrating back")) return;
      isCut = true;
      lab.simulator.operator.stopVm(String(away?.vmUuid));
    };
    await remove({ ...lab.context, progress: { ...lab.context.progress, line } }, record, EXIT);
    expect(isCut).toBe(true);
    expect(running(lab)).toEqual(before);
  });

  it("destroy: keeps the resource, naming the VM, while a VM cannot be started, and finishes once it runs", async () => {
    const lab = await openLifecycle();
    const before = running(lab);
    const record = await failedEntry(lab);
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", times: 1_000, message: "No power." });
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("cannot be started");
    expect(lab.told.filter((line) => line.startsWith("warning: ") && line.includes("No power."))).toHaveLength(2);
    lab.simulator.faults.clear();
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });

  it("up: enters again, and the exit starts what the first entry shut down", async () => {
    const lab = await openLifecycle();
    const before = running(lab);
    const record = await failedEntry(lab);
    const entered = await update(lab.context, lab.request("node-1"), record);
    expect(entered.phase).toBe("maintenance");
    const ran = [...entered.shutdownVms, ...entered.liveMigratedVms, ...entered.offlineMigratedVms].filter(
      (vm) => vm.powerState === "RUNNING",
    );
    expect(ran.map((vm) => vm.vmUuid).sort()).toEqual(
      [...record.shutdownVms, ...record.liveMigratedVms].map((vm) => vm.vmUuid).sort(),
    );
    await remove(lab.context, entered, EXIT);
    expect(running(lab)).toEqual(before);
  });

  it("up: a repetition within the same second differs from the entry before, even if its engine is killed", async () => {
    const lab = await openLifecycle({ quirks: { syncMutations: "null" } });
    const context = { ...lab.context, facts: new WatchedStore() };
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 2 });
    const record = await recordOf(create(context, lab.request("node-1")));
    // The state still has the first one.
    const lost = await update(context, lab.request("node-1"), record);
    expect(lost.submittedAt).not.toBe(record.submittedAt);
    await remove(context, record, EXIT);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });

  it("refresh: kept while VMs are not back, and gone when they are", async () => {
    const lab = await openLifecycle();
    const record = await failedEntry(lab);
    expect(await read(lab.context, record)).toMatchObject({ phase: "entry-failed" });
    for (const vm of record.shutdownVms) lab.simulator.operator.startVm(vm.vmUuid);
    for (const vm of record.liveMigratedVms) lab.simulator.operator.moveVm(vm.vmUuid, "east/node-1");
    for (const vm of record.offlineMigratedVms) lab.simulator.operator.moveVm(vm.vmUuid, "east/node-1");
    expect(await read(lab.context, record)).toBeUndefined();
  });
});

describe("an exit whose task fails", () => {
  it("up: checks, and the host stays in the same session", async () => {
    const { lab, context, record, before } = await failedExit();
    expect(await context.facts.isAhead(record)).toBe(true);
    const kept = await update(context, lab.request("node-1"), record);
    expect(kept).toMatchObject({ phase: "maintenance", maintenanceJobId: record.maintenanceJobId });
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    // The end of that exit was seen.
    await context.facts.settle(kept);
    expect(await context.facts.isAhead(kept)).toBe(false);
    await remove(context, kept, EXIT);
    expect(places(lab)).toEqual(before);
  });
  it("refresh: still ours", async () => {
    const { context, record } = await failedExit();
    expect(await read(context, record)).toMatchObject({
      phase: "maintenance",
      maintenanceJobId: record.maintenanceJobId,
    });
  });
  it("destroy: says where the VMs are, keeps the resource, and exits when run again", async () => {
    const { lab, context, before, record, message } = await failedExit();
    expect(message).toContain('"No luck."');
    const away = places(lab).filter((vm) =>
      before.some((was) => was.localId === vm.localId && was.hostName !== vm.hostName),
    );
    expect(away.length).toBeGreaterThan(0);
    for (const vm of away) expect(message).toContain(vm.localId);
    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

async function failedExit() {
  const lab = await openLifecycle();
  const before = places(lab);
  const context = { ...lab.context, facts: new WatchedStore() };
  const record = await create(context, lab.request("node-1"));
  await context.facts.settle(record);
  lab.simulator.faults.inject({
    operation: "ExitMaintenanceMode",
    kind: "taskFailed",
    afterSteps: 2,
    message: "No luck.",
  });
  const { message } = await failureOf(remove(context, record, EXIT));
  return { lab, context, before, record, message };
}

describe("an entry that fails after its run has ended", () => {
  const SHORT = { timeouts: { ...EXIT.timeouts, enterMs: 1_000 } };
  const failing = {
    operation: "EnterMaintenanceMode",
    kind: "taskFailed",
    afterSteps: 4,
    message: "No luck.",
  } as const;

  it("destroy: starts what it shut down, and brings back what it moved", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.faults.inject(failing);
    const record = await recordOf(create(lab.context, lab.request("node-1", SHORT)));
    expect(record.phase).toBe("entering");
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("destroy: starts what an adopted one had shut down before it was seen", async () => {
    const lab = await openLifecycle();
    const before = running(lab);
    lab.simulator.faults.inject(failing);
    // By a run whose machine is gone.
    await recordOf(create(lab.context, lab.request("node-1", SHORT)));
    for (let look = 0; running(lab).length === before.length && look < 1_000; look += 1) await lab.clock.sleep(100);
    const adopting = lab.request("node-1", { ...SHORT, ifAlreadyInMaintenance: "adopt" });
    const record = await recordOf(create(lab.context, adopting));
    expect(record).toMatchObject({ phase: "entering", adopted: true });
    await lab.clock.sleep(3_600_000);
    await remove(lab.context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });
});
