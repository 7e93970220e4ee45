import { expect, it } from "vitest";
import { create, read, remove, type SessionRecord, update } from "../../provider/lifecycle";
import { until } from "../e2e/oneHost";
import { rewriting } from "../lifecycle/rewrittenAnswers";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

// Bugs that the fault matrix and the random stories have found, each reduced to a small test.

it("a destroy that cannot check whether the VMs that it started run fails with our own error and keeps the record", async () => {
  const lab = await openLifecycle();
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
  const record = await recordOf(create(lab.context, lab.request("node-1")));
  // The first reading finds them off; all readings after the start calls fail.
  lab.simulator.faults.inject({ operation: "GetVms", kind: "status", status: 403, skip: 1 });
  const error = await failureOf(remove(lab.context, record, EXIT));
  expect(error.message).toContain("whether they run could not be checked");
  expect(error.failure.record).toEqual(record);
});

it("a destroy that finds the exit of an earlier one still running waits for it and checks again", async () => {
  const lab = await openLifecycle();
  const before = places(lab);
  const record = await create(lab.context, lab.request("node-1"));
  lab.simulator.faults.inject({ operation: "GetTasks", kind: "status", status: 403, skip: 1 });
  await failureOf(remove(lab.context, record, EXIT));
  await remove(lab.context, record, EXIT);
  expect(places(lab)).toEqual(before);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
});

it("a VM that runs elsewhere because the exit plan left it out does not count as restored", async () => {
  const lab = await openLifecycle({ quirks: { vmUuidNull: true } });
  const record = await create(lab.context, lab.request("node-1"));
  lab.told.length = 0;
  await remove(lab.context, record, EXIT);
  const away = record.liveMigratedVms.filter((vm) => lab.simulator.vm(vm.vmUuid).hostName !== "node-1");
  expect(away.length).toBeGreaterThan(0);
  for (const vm of away)
    expect(lab.told.join("\n")).toMatch(new RegExp(`warning: .*left: ${vm.vmName}.*: is RUNNING on node-`));
});

it("after a killed engine, a session that somebody began since is not mistaken for the one in the journal", async () => {
  const lab = await openLifecycle();
  const context = { ...lab.context, facts: new WatchedStore() };
  await create(context, lab.request("node-1"));
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  await lab.clock.sleep(5_000);
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  const error = await failureOf(create(context, lab.request("node-1")));
  expect(error.message).toContain("this resource did not put it there");
});

it("a VM that runs again, but not on its own host, is named", async () => {
  const lab = await openLifecycle();
  const record = await create(lab.context, lab.request("node-1"));
  const { vmUuid: uuid = "", vmName = "" } = record.shutdownVms[0] ?? {};
  lab.simulator.operator.moveVm(uuid, "east/node-4");
  await remove(lab.context, record, EXIT);
  expect(lab.simulator.vm(uuid)).toMatchObject({ power: "RUNNING", hostName: "node-4" });
  expect(lab.told.join("\n")).toMatch(new RegExp(`warning: .*left: ${vmName}: is RUNNING on node-4`));
});

it("after a killed engine, VMs of a session that somebody has ended are named if they are not back", async () => {
  const lab = await openLifecycle();
  const context = { ...lab.context, facts: new WatchedStore() };
  const lost = await create(context, lab.request("node-1"));
  lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
  await create(context, lab.request("node-1"));
  const warnings = lab.told.filter((line) => line.startsWith("warning: ")).join("\n");
  expect(lost.shutdownVms).toHaveLength(2);
  for (const vm of lost.shutdownVms) expect(warnings).toContain(vm.vmUuid);
});

it("an entry done at once and refused half-way leaves a record, and destroy starts what it shut down", async () => {
  const lab = await openLifecycle({ quirks: { syncMutations: "null" } });
  const running = () =>
    places(lab)
      .filter((vm) => vm.power === "RUNNING")
      .map((vm) => vm.localId);
  const before = running();
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 4 });
  const record = await recordOf(create(lab.context, lab.request("node-1")));
  expect(record.phase).toBe("entry-failed");
  expect(running()).not.toEqual(before);
  await remove(lab.context, record, EXIT);
  expect(running()).toEqual(before);
});

it("after a killed engine, the VMs of its session are named before another session is adopted", async () => {
  const lab = await openLifecycle();
  const context = { ...lab.context, facts: new WatchedStore() };
  const lost = await create(context, lab.request("node-1"));
  lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
  await lab.clock.sleep(5_000);
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  const record = await create(context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
  expect(record.adopted).toBe(true);
  const warnings = lab.told.filter((line) => line.startsWith("warning: ")).join("\n");
  for (const vm of lost.shutdownVms) expect(warnings).toContain(vm.vmUuid);
});

it("an entry that is refused because somebody else was faster leaves nothing that mistakes their session for ours", async () => {
  const lab = await openLifecycle();
  const context = { ...lab.context, facts: new WatchedStore() };
  const quicker = lab.clock.sleep(5).then(() => lab.simulator.operator.enter("east/node-1", { atOnce: true }));
  const error = await failureOf(create(context, lab.request("node-1")));
  await quicker;
  expect(error.failure.record).toBeUndefined();
  expect(context.facts.entry).toBeUndefined();
  expect((await failureOf(create(context, lab.request("node-1")))).message).toContain("did not put it there");
});

/** A failed entry that is in the state, and its repetition, which is not, because the engine was killed. */
async function killedRepetition() {
  const lab = await openLifecycle();
  const before = places(lab);
  const context = { ...lab.context, facts: new WatchedStore() };
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 2 });
  const inState = await recordOf(create(context, lab.request("node-1")));
  await lab.clock.sleep(5_000);
  const lost = await update(context, lab.request("node-1"), inState);
  return { lab, before, context, inState, lost };
}

it("after an engine killed while it repeated a failed entry, up and refresh know that the session is ours", async () => {
  const { lab, before, context, inState, lost } = await killedRepetition();
  expect(await read(context, inState)).toMatchObject({ maintenanceJobId: lost.maintenanceJobId });
  const record = await update(context, lab.request("node-1"), inState);
  expect(record).toMatchObject({ phase: "maintenance", maintenanceJobId: lost.maintenanceJobId, adopted: false });
  await remove(context, record, EXIT);
  expect(places(lab)).toEqual(before);
  expect(lab.accepted("EnterMaintenanceMode")).toBe(2);
  expect(context.facts.entry).toBeUndefined();
});

it("after an engine killed while it repeated a failed entry, destroy ends the session", async () => {
  const { lab, before, context, inState } = await killedRepetition();
  await remove(context, inState, EXIT);
  expect(places(lab)).toEqual(before);
  expect(context.facts.entry).toBeUndefined();
});

it("without a journal, a repeated entry can be adopted, and the VMs of the failed one come back too", async () => {
  const { lab, before, context, inState } = await killedRepetition();
  const elsewhere = { ...context, facts: new WatchedStore() };
  const refused = await failureOf(update(elsewhere, lab.request("node-1"), inState));
  expect(refused.message).toContain('ifAlreadyInMaintenance: "adopt"');
  const adopting = lab.request("node-1", { ifAlreadyInMaintenance: "adopt" });
  const record = await update(elsewhere, adopting, inState);
  expect(record.adopted).toBe(true);
  await remove(elsewhere, record, EXIT);
  expect(places(lab)).toEqual(before);
});

it("a destroy that reads the host just before an earlier exit ends succeeds, and sends no exit", async () => {
  let isNext = false;
  const lab: SimulatedLifecycle = await openLifecycle({
    gate: (at, operation) => {
      if (!isNext || at !== "request" || operation !== "GetTasks") return undefined;
      isNext = false;
      lab.simulator.operator.exit("east/node-1", { atOnce: true });
      return undefined;
    },
  });
  const before = places(lab);
  const record = await create(lab.context, lab.request("node-1"));
  isNext = true;
  await remove(lab.context, record, EXIT);
  expect(isNext).toBe(false);
  expect(places(lab)).toEqual(before);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
});

it("an exit of somebody else's session that CloudTower refuses is sent once, and reported", async () => {
  const lab = await openLifecycle();
  const record = await create(lab.context, lab.request("node-1"));
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  await lab.clock.sleep(5_000);
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  lab.simulator.operator.setStorageNetwork("east", false);
  lab.simulator.quirks.refusalStyle = "http-400";
  const error = await failureOf(remove(lab.context, record, { ...EXIT, onForeignSession: "exit" }));
  expect(error.message).toContain("CloudTower did not accept the request to exit maintenance");
  expect(lab.simulator.requests.filter(({ operation }) => operation === "ExitMaintenanceMode")).toHaveLength(1);
});

it.each([3_600_000, -3_600_000])(
  "a cluster whose clock differs by %d ms from CloudTower's shows our session",
  async (ms) => {
    const lab = await openLifecycle({ quirks: { clusterClockOffset: ms } });
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    expect(record).toMatchObject({ phase: "maintenance", adopted: false });
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  },
);

it("on such a cluster the journal of a killed engine knows the session's id", async () => {
  const lab = await openLifecycle({ quirks: { clusterClockOffset: 3_600_000 } });
  const facts = new WatchedStore();
  const killed = { ...lab.context, facts };
  void create(killed, lab.request("node-1")).catch(() => undefined);
  while (!facts.entry?.maintenanceJobId) await new Promise((resolve) => setImmediate(resolve));
  expect(lab.simulator.host("node-1", "east").state).toBe("ENTERING_MAINTENANCE_MODE");
});

it("a session that somebody began instead of ours is left alone, although our entry's task says FAILED", async () => {
  const lab = await openLifecycle({ quirks: { failedThoughEntered: true } });
  const creating = failureOf(create(lab.context, lab.request("node-1")));
  while (lab.simulator.host("node-1", "east").state !== "MAINTENANCE_MODE") {
    await new Promise((resolve) => setImmediate(resolve));
  }
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  const { failure } = await creating;
  expect(failure.record).toMatchObject({ phase: "entry-failed" });
  const error = await failureOf(remove(lab.context, failure.record as SessionRecord, EXIT));
  expect(error.message).toContain("a different maintenance session than ours");
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
});

it("after a failed exit, a single reading without a session does not count", async () => {
  const lab = await openLifecycle({ quirks: { sessionHiddenFor: 10_000 } });
  const record = await create(lab.context, lab.request("node-1"));
  lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskFailed" });
  // Whenever the exit ends, the session is hidden for some seconds of every half minute.
  for (let second = 0; second < 30; second += 3) {
    await lab.clock.sleep(3_000);
    if (second > 0) lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskFailed" });
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("exit");
    expect(lab.simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
  }
});

it("a VM whose host was hidden when a failed entry is followed by another is started again by destroy", async () => {
  let isHidden = false;
  const fetch = rewriting(({ path }, answer) =>
    path === "/get-vms" && isHidden ? (answer as object[]).map((vm) => ({ ...vm, host: null })) : undefined,
  );
  const lab = await openLifecycle({}, { fetch });
  const before = places(lab);
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 0 });
  const failed = await recordOf(create(lab.context, lab.request("node-1")));
  isHidden = true;
  const entering = update(lab.context, lab.request("node-1"), failed);
  await until(() => lab.accepted("EnterMaintenanceMode") === 2);
  isHidden = false;
  await remove(lab.context, await entering, EXIT);
  expect(places(lab)).toEqual(before);
});
