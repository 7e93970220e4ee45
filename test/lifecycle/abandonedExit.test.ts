import { describe, expect, it } from "vitest";
import { create, read, remove, update } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, running, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

function exitWithin(exitMs: number) {
  return { ...EXIT, timeouts: { ...EXIT.timeouts, exitMs } };
}

async function entered() {
  const lab = await openLifecycle();
  const before = running(lab);
  const context = { ...lab.context, facts: new WatchedStore() };
  const record = await create(context, lab.request("node-1"));
  await context.facts.settle(record);
  return { lab, context, record, before };
}

/** A destroy that exits, but cannot read the VMs afterwards. */
async function stoppedAfterExit({ lab, context, record }: Awaited<ReturnType<typeof entered>>): Promise<void> {
  lab.simulator.faults.inject({ operation: "GetVms", kind: "status", status: 403, skip: 1, times: 1_000 });
  await failureOf(remove(context, record, EXIT));
  lab.simulator.faults.clear();
  expect(stateOf(lab, "node-1")).toBe("IN_USE");
}

describe("a destroy that stopped after its exit", () => {
  it("up: enters again, and the next destroy gives all VMs back", async () => {
    const all = await entered();
    const { lab, context, record, before } = all;
    await stoppedAfterExit(all);
    expect(await context.facts.isAhead(record)).toBe(true);
    const again = await update(context, lab.request("node-1"), record);
    expect(again.phase).toBe("maintenance");
    expect(again.maintenanceJobId).not.toBe(record.maintenanceJobId);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    await context.facts.settle(again);
    expect(await context.facts.isAhead(again)).toBe(false);
    await remove(context, again, EXIT);
    expect(running(lab)).toEqual(before);
  });

  it("up: enters again after one that came to its end, and of which the state does not know", async () => {
    const { lab, context, record } = await entered();
    await remove(context, record, EXIT);
    expect(await context.facts.isAhead(record)).toBe(true);
    await update(context, lab.request("node-1"), record);
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });

  it("up: a killed repeat is known to the next verb by the journal", async () => {
    const all = await entered();
    const { lab, context, record, before } = all;
    await stoppedAfterExit(all);
    // The state still has the first session.
    await update(context, lab.request("node-1"), record);
    expect(await context.facts.isAhead(record)).toBe(true);
    await remove(context, record, EXIT);
    expect(running(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(2);
  });

  it("refresh: keeps the resource while VMs that the exit left off are off", async () => {
    const all = await entered();
    const { lab, context, record, before } = all;
    await stoppedAfterExit(all);
    expect(running(lab)).not.toEqual(before);
    const kept = await read(context, record);
    expect(kept).toMatchObject({ phase: "owed" });
    await remove(context, kept as never, EXIT);
    expect(running(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });

  it("destroy: starts what the exit left off, and does not exit again", async () => {
    const all = await entered();
    const { lab, context, record, before } = all;
    await stoppedAfterExit(all);
    expect(running(lab)).not.toEqual(before);
    await remove(context, record, EXIT);
    expect(running(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });
});

describe("a destroy that gave up waiting for its exit", () => {
  it("up: waits for that, enters again, and the next destroy starts what the exit left off", async () => {
    const lab = await openLifecycle({ quirks: { vmUuidNull: true } });
    const before = running(lab);
    const context = { ...lab.context, facts: new WatchedStore() };
    // Neither waits long: nothing more is known of the entry in the state.
    const short = lab.request("node-1", { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 1_000 } });
    const record = await recordOf(create(context, short));
    await lab.clock.sleep(3_600_000);
    await failureOf(remove(context, record, exitWithin(1_000)));
    const again = await update(context, lab.request("node-1"), record);
    expect(again.phase).toBe("maintenance");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(2);
    await remove(context, again, EXIT);
    expect(running(lab)).toEqual(before);
  });
});

describe("a destroy that gave up waiting for an exit that nothing shows", () => {
  it.each([
    ["an up that does not see it", true],
    ["nothing", false],
  ])("destroy: starts what the exit left off, after %s", async (_, isUpBetween) => {
    const hosts = [{ name: "node-1", vms: [{ name: "gpu", count: 2, passthrough: true }] }, { name: "node-2" }];
    const scenario = { timings: { settle: 600_000 }, clusters: [{ name: "east", hosts }] };
    const lab = await openLifecycle({ scenario, quirks: { vmUuidNull: true, resourceIdNull: true } });
    const before = running(lab);
    const context = { ...lab.context, facts: new WatchedStore() };
    let record = await create(context, lab.request("node-1"));
    await context.facts.settle(record);
    await failureOf(remove(context, record, exitWithin(1_000)));
    if (isUpBetween) {
      record = await update(context, lab.request("node-1"), record);
      await context.facts.settle(record);
    }
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    await lab.clock.sleep(3_600_000);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(running(lab)).not.toEqual(before);
    await remove(context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });
});

it("a destroy that cannot start a VM retries, although the state only knows an earlier session", async () => {
  const all = await entered();
  const { lab, context, record, before } = all;
  await stoppedAfterExit(all);
  // Its result was lost, so only the journal knows the session that the next two destroys end.
  await update(context, lab.request("node-1"), record);
  lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskFailed", afterSteps: 1, times: 1 });
  await failureOf(remove(context, record, EXIT));
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", times: 1_000 });
  expect((await failureOf(remove(context, record, EXIT))).message).toContain("cannot be started");
  lab.simulator.faults.clear();
  await remove(context, record, EXIT);
  expect(running(lab)).toEqual(before);
});

it("a destroy after one that lost sight of its exit, which no task shows, waits for that", async () => {
  const lab = await openLifecycle({ quirks: { resourceIdNull: true } });
  const before = places(lab);
  const context = { ...lab.context, facts: new WatchedStore() };
  const record = await create(context, lab.request("node-1"));
  await failureOf(remove(context, record, exitWithin(1)));
  await remove(context, record, EXIT);
  expect(places(lab)).toEqual(before);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
});

it("a destroy that is refused after a failed exit reports that at once, and later starts what the exit left off", async () => {
  const { lab, context, record, before } = await entered();
  lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskFailed", afterSteps: 1 });
  await failureOf(remove(context, record, EXIT));
  lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "status", status: 400 });
  const start = lab.clock.now();
  expect((await failureOf(remove(context, record, EXIT))).message).toContain("did not accept the request to exit");
  expect(lab.clock.now() - start).toBeLessThan(60_000);
  lab.simulator.operator.exit("east/node-1", { atOnce: true });
  expect(running(lab)).not.toEqual(before);
  await remove(context, record, EXIT);
  expect(running(lab)).toEqual(before);
});

it("an up after a destroy that gave up waiting checks again as long as that exit may be running", async () => {
  const { lab, context, record } = await entered();
  lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskStalled", afterSteps: 1 });
  await failureOf(remove(context, record, exitWithin(1_000)));
  const soon = lab.request("node-1", { timeouts: { precheckMs: 600_000, enterMs: 1_000, exitMs: 7_200_000 } });
  await failureOf(update(context, soon, record));
  expect(await context.facts.isAhead(record)).toBe(true);
});

describe("a destroy whose exit call was refused", () => {
  it("leaves no fact: what somebody else's exit leaves off is started anyway", async () => {
    const { lab, context, record, before } = await entered();
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "status", status: 403 });
    await failureOf(remove(context, record, EXIT));
    expect(await context.facts.isAhead(record)).toBe(false);
    lab.simulator.operator.exit("east/node-1", { atOnce: true, powerOn: [] });
    await remove(context, record, EXIT);
    expect(running(lab)).toEqual(before);
  });
});
