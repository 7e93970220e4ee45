import { describe, expect, it } from "vitest";
import { create, read, remove, update } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { places, recordOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

describe("remove", () => {
  it("gives every VM back where it was", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    expect(places(lab)).not.toEqual(before);

    await remove(lab.context, record, EXIT);

    expect(lab.simulator.host("node-1", "east").session?.state).toBe("IN_USE");
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
    expect(lab.simulator.violations).toEqual([]);
  });

  it("starts VMs that are off after somebody else has ended the session, and names those that are elsewhere", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const lists = { powerOn: [], liveMigrateBack: [], offlineMigrateBack: [] };
    const taskId = await lab.cloudTower.exitMaintenance(record.hostId, lists);
    await lab.cloudTower.waitForTask(String(taskId), { deadline: lab.clock.now() + EXIT.timeouts.exitMs });

    await remove(lab.context, record, EXIT);

    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
    const warnings = lab.told.filter((line) => line.startsWith("warning: ")).join("\n");
    for (const vm of record.liveMigratedVms) {
      expect(warnings).toContain(`${vm.vmName}: is RUNNING on node-`);
    }
    for (const vm of record.shutdownVms) expect(lab.simulator.vm(vm.vmUuid).power).toBe("RUNNING");
  });

  it("leaves another session than ours alone, naming both", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    await remove(lab.context, record, EXIT);
    const other = await create(lab.context, lab.request("node-1"));

    const refusal = remove(lab.context, record, EXIT);
    await expect(refusal).rejects.toThrow(String(other.maintenanceJobId));
    await expect(refusal).rejects.toThrow(String(record.maintenanceJobId));
    expect(lab.simulator.host("node-1", "east").session?.state).toBe("MAINTENANCE_MODE");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });

  it("waits for an entry that is still under way, then exits", async () => {
    const lab = await openLifecycle({ speed: 0.05 });
    const before = places(lab);
    const request = lab.request("node-1", {
      timeouts: { precheckMs: 3_600_000, enterMs: 30_000, exitMs: EXIT.timeouts.exitMs },
    });
    const record = await recordOf(create(lab.context, request));
    expect(lab.simulator.host("node-1", "east").session?.state).toBe("ENTERING_MAINTENANCE_MODE");

    await remove(lab.context, record, EXIT);

    expect(places(lab)).toEqual(before);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });

  it("does not consider the host gone if the user sees nothing of its cluster", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const hidden = { ...record, hostId: "hidden", clusterId: "hidden" };
    await expect(remove(lab.context, hidden, EXIT)).rejects.toThrow("may be hidden rather than gone");
    await remove(lab.context, { ...record, hostId: "removed" }, EXIT);
    expect(lab.told.at(-1)).toContain("the host is gone from its cluster");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("refuses on another CloudTower than the recorded one, unless that shows the same host", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const elsewhere = { ...record, server: "https://other.example.com" };
    const unknown = { ...elsewhere, hostId: "unknown" };
    await expect(remove(lab.context, unknown, EXIT)).rejects.toThrow("https://other.example.com");
    await remove(lab.context, elsewhere, EXIT);
    expect(lab.simulator.host("node-1", "east").session?.state).toBe("IN_USE");
  });

  it("knows an entry that goes on at a new address by its task", async () => {
    const lab = await openLifecycle({ speed: 0.05 });
    const before = places(lab);
    const timeouts = { ...EXIT.timeouts, enterMs: 30_000 };
    const {
      maintenanceJobId: _,
      enteredAt: __,
      ...record
    } = await recordOf(create(lab.context, lab.request("node-1", { timeouts })));
    const elsewhere = { ...record, server: "https://before.example.com" };
    const continued = await update(lab.context, lab.request("node-1"), elsewhere);
    expect(continued).toMatchObject({ phase: "maintenance", server: lab.simulator.url });
    await remove(lab.context, continued, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

describe("update", () => {
  it("continues an entry that ran out of time, without submitting it again", async () => {
    const lab = await openLifecycle({ speed: 0.05 });
    const request = lab.request("node-1", {
      timeouts: { precheckMs: 3_600_000, enterMs: 30_000, exitMs: EXIT.timeouts.exitMs },
    });
    const record = await recordOf(create(lab.context, request));

    const resumed = await update(lab.context, lab.request("node-1"), record);

    expect(resumed.phase).toBe("maintenance");
    expect(resumed.taskId).toBe(record.taskId);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });

  it("sends nothing for changed arguments, and warns of a VM that the consent no longer covers", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const sent = lab.simulator.requests.length;
    await expect(update(lab.context, lab.request("node-1", { consent: "none" }), record)).resolves.toEqual(record);
    expect(lab.simulator.requests.length).toBe(sent);
    for (const vm of record.shutdownVms) expect(lab.told.at(-1)).toContain(vm.vmName);
  });
});

describe("read", () => {
  it("returns the same record if nothing has happened", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    await expect(read(lab.context, record)).resolves.toEqual(record);
  });

  it("says that a session is over if somebody else has ended it", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    await remove(lab.context, record, EXIT);
    await expect(read(lab.context, record)).resolves.toBeUndefined();
    expect(lab.told.at(-1)).toContain("taken out of maintenance by somebody else");
  });

  it("keeps and marks a record whose host is in somebody else's session", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    await remove(lab.context, record, EXIT);
    await create(lab.context, lab.request("node-1"));
    await expect(read(lab.context, record)).resolves.toMatchObject({
      phase: "foreign",
      maintenanceJobId: record.maintenanceJobId,
      shutdownVms: record.shutdownVms,
    });
  });
});
