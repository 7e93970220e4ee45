import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../provider/journal";
import { create, read, remove, update } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, stateOf } from "../shared/outcomes";
import { replacing } from "../shared/replacing";
import { EXIT } from "../shared/simulatedLifecycle";

describe("adoption", () => {
  it("takes over a session that is on the host, submits nothing, and gives its VMs back at destroy", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const record = await create(lab.context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    expect(record).toMatchObject({ phase: "maintenance", adopted: true });
    expect(record.maintenanceJobId).toBe(lab.simulator.host("node-1", "east").session?.jobId);
    expect(record.shutdownVms).toHaveLength(2);
    expect(lab.told.join("\n")).toContain("taking over the session");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);

    // In another run, because a run does not end what it has adopted itself.
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("waits for an entry that is under way, and takes that over", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.enter("east/node-1");
    const record = await create(lab.context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    expect(record).toMatchObject({ phase: "maintenance", adopted: true });
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });

  it("is not ended in the same run by its previous owner, as in a rename", async () => {
    const lab = await openLifecycle();
    const run = new Map();
    const as = (name: string) => ({ ...lab.context, facts: new MemoryStore(`project/stack/${name}`, run) });
    const old = await create(as("old"), lab.request("node-1"));
    const adopted = await create(as("new"), lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    expect(adopted.maintenanceJobId).toBe(old.maintenanceJobId);
    await remove(as("old"), old, EXIT);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    expect(lab.told.at(-1)).toContain("taken over by the resource project/stack/new, which keeps it");
  });

  it("its previous owner names the VMs that only it knows, and does not say that the host has left", async () => {
    const lab = await openLifecycle();
    const run = new Map();
    const as = (name: string) => ({ ...lab.context, facts: new MemoryStore(`project/stack/${name}`, run) });
    const before = await create(as("old"), lab.request("node-1"));
    const adopted = await create(as("new"), lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    // An earlier entry of the old one has left a VM off, which CloudTower does not count as part of this session.
    const other = lab.simulator
      .snapshot()
      .vms.find(({ hostName, power }) => hostName === "node-2" && power === "RUNNING");
    lab.simulator.operator.stopVm(String(other?.localId));
    const owed = { vmUuid: String(other?.localId), vmName: String(other?.name), powerState: "RUNNING" };
    const old = { ...before, shutdownVms: [...before.shutdownVms, owed] };
    expect((await remove(as("old"), old, EXIT)).isInUse).toBe(false);
    const warnings = lab.told.filter((line) => line.startsWith("warning: ") && line.includes("do that by hand"));
    expect(warnings).toEqual([expect.stringContaining(owed.vmName)]);
    expect((await remove(as("new"), adopted, EXIT)).isInUse).toBe(true);
  });

  it("is refused by default, and the refusal says how to adopt", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const error = await failureOf(create(lab.context, lab.request("node-1")));
    expect(error.message).toContain('ifAlreadyInMaintenance: "adopt"');
    expect(error.failure.record).toBeUndefined();
  });
});

describe("a session that is not ours", () => {
  async function foreign(lab: Awaited<ReturnType<typeof openLifecycle>>) {
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("east/node-1", { atOnce: true });
    await lab.clock.sleep(5_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    return record;
  }

  it.each([false, true])("is refused by destroy (without job ids: %s)", async (jobIdEmpty) => {
    const lab = await openLifecycle({ quirks: { jobIdEmpty } });
    const record = await foreign(lab);
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("different maintenance session than ours");
    expect(error.message).toContain("pulumi state delete");
    expect(error.message).toContain('onForeignSession: "exit"');
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });

  it("is ended by destroy if the user wants that", async () => {
    const lab = await openLifecycle();
    const record = await foreign(lab);
    await remove(lab.context, record, { ...EXIT, onForeignSession: "exit" });
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
  });

  it("is marked by refresh, and still refused after that", async () => {
    const lab = await openLifecycle();
    const record = await foreign(lab);
    const marked = await read(lab.context, record);
    expect(marked).toMatchObject({ phase: "foreign", maintenanceJobId: record.maintenanceJobId });
    expect((await failureOf(remove(lab.context, marked ?? record, EXIT))).message).toContain(
      "a different maintenance session",
    );
  });

  it("is not continued by up after an unfinished entry of ours", async () => {
    const lab = await openLifecycle();
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 1 });
    const record = await recordOf(create(lab.context, lab.request("node-1")));
    await lab.clock.sleep(60_000);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const error = await failureOf(update(lab.context, lab.request("node-1"), { ...record, maintenanceJobId: "ours" }));
    expect(error.message).toContain("in a session that this resource did not start");
  });
});

describe("the journal of a running entry", () => {
  it("has the session's id, as soon as the host shows it", async () => {
    const lab = await openLifecycle({ speed: 0.05 });
    const run = new Map();
    const facts = new MemoryStore("project/stack/name", run);
    const ended = new AbortController();
    const entry = create({ ...lab.context, facts, signal: ended.signal }, lab.request("node-1")).catch(() => undefined);
    const { id: hostId } = lab.simulator.host("node-1", "east");
    const key = { server: lab.simulator.url, hostId };
    let noted: string | undefined;
    for (let look = 0; look < 100 && noted === undefined; look += 1) {
      await lab.clock.sleep(1_000);
      noted = (await facts.read(key)).find(({ kind }) => kind === "submitted")?.record.maintenanceJobId;
    }
    expect(noted).toBe(lab.simulator.host("node-1", "east").session?.jobId);
    expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
    ended.abort();
    await entry;
  });

  it("is found under any of the addresses that the settings list", async () => {
    const lab = await openLifecycle({ speed: 0.05 });
    const facts = new MemoryStore("project/stack/name", new Map());
    const context = { ...lab.context, facts };
    const timeouts = { ...EXIT.timeouts, enterMs: 30_000 };
    await failureOf(create(context, lab.request("node-1", { timeouts })));
    // The same CloudTower, with its addresses in another order.
    const servers = ["http://127.0.0.1:1", lab.simulator.url];
    const cloudTower = replacing(lab.cloudTower, { servers, server: String(servers[0]) });
    const record = await create({ ...context, cloudTower }, lab.request("node-1"));
    expect(record.phase).toBe("maintenance");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });
});

it("a VM that a later session shut down is given back, though an earlier entry of ours had shut it down too", async () => {
  const lab = await openLifecycle();
  const before = places(lab);
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
  const failed = await recordOf(create(lab.context, lab.request("node-1")));
  await lab.clock.sleep(3_600_000);
  for (const { vmUuid } of failed.shutdownVms) lab.simulator.operator.startVm(vmUuid);
  await lab.clock.sleep(60_000);
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  await lab.clock.sleep(60_000);
  const adopted = await update(lab.context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }), failed);
  await remove(lab.context, adopted, EXIT);
  const power = (all: ReturnType<typeof places>) => all.map(({ localId, power }) => [localId, power]);
  expect(power(places(lab))).toEqual(power(before));
});

it("adopting hands the session over at once, even if the entry has not ended in time", async () => {
  const lab = await openLifecycle({ speed: 0.05 });
  const run = new Map();
  const as = (name: string) => ({ ...lab.context, facts: new MemoryStore(`project/stack/${name}`, run) });
  const SHORT = { timeouts: { ...EXIT.timeouts, enterMs: 1_000 } };
  const old = await recordOf(create(as("old"), lab.request("node-1", SHORT)));
  const adopting = lab.request("node-1", { ...SHORT, ifAlreadyInMaintenance: "adopt" });
  expect(await recordOf(create(as("new"), adopting))).toMatchObject({ phase: "entering", adopted: true });
  await remove(as("old"), old, EXIT);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  expect(lab.told.at(-1)).toContain("taken over by the resource project/stack/new, which keeps it");
});
