import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../provider/journal";
import { create, read, remove, type SessionRecord, update } from "../../provider/lifecycle";
import type { FaultKind, QuirkSettings } from "../../simulator";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { replacing } from "../shared/replacing";
import { EXIT } from "../shared/simulatedLifecycle";

/** Faults in which CloudTower acts, but its answer does not arrive or cannot be read. */
const ACTED: FaultKind[] = ["reset-after", "truncatedJson", "wrongShape", "emptyBody"];

describe.each(ACTED)("an enter call that was accepted, and whose answer is lost (%s)", (kind) => {
  it("is settled by reading the host, and never sent again", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind, act: true });
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.phase).toBe("maintenance");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

describe("an enter call that was not accepted, and whose answer is lost", () => {
  it("is sent again once the host was seen to stay in use, after another precheck", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "reset-before" });
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.phase).toBe("maintenance");
    expect(lab.accepted("EnterMaintenanceModePreCheck")).toBe(2);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("is not repeated for ever: the verb gives up with what is known", async () => {
    const { lab, record, message } = await neverTaken();
    expect(message).toContain("the host is not entering");
    expect(record).toMatchObject({ phase: "entering" });
    expect(lab.simulator.requests.filter(({ operation }) => operation === "EnterMaintenanceMode")).toHaveLength(5);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });

  it("refresh: gone", async () => {
    const { lab, record } = await neverTaken();
    expect(await read(lab.context, record)).toBeUndefined();
  });

  it("up: enters", async () => {
    const { lab, record } = await neverTaken();
    expect(await update(lab.context, lab.request("node-1"), record)).toMatchObject({ phase: "maintenance" });
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });

  it("destroy: done, without touching the host", async () => {
    const { lab, record, before } = await neverTaken();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("EnterMaintenanceMode") + lab.accepted("ExitMaintenanceMode")).toBe(0);
  });
});

/** An entry whose call never gets through, and that gives up. */
async function neverTaken() {
  const lab = await openLifecycle();
  const before = places(lab);
  lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "html502", times: 1_000 });
  const error = await failureOf(create(lab.context, lab.request("node-1")));
  lab.simulator.faults.clear();
  return { lab, before, message: error.message, record: error.failure.record as SessionRecord };
}

describe("a session that began after an enter call whose answer was lost", () => {
  async function begunAfter(minutes: number) {
    const { lab, record } = await neverTaken();
    const left = Date.parse(record.submittedAt ?? "") + minutes * 60_000 - lab.clock.now();
    await lab.clock.sleep(left);
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    return { lab, record };
  }

  it("is ours within a quarter of an hour", async () => {
    const { lab, record } = await begunAfter(14);
    expect((await read(lab.context, record))?.phase).toBe("maintenance");
  });

  it("is somebody else's after that: destroy and up leave it alone", async () => {
    const { lab, record } = await begunAfter(16);
    expect((await failureOf(remove(lab.context, record, EXIT))).message).toContain(
      "different maintenance session than ours",
    );
    const up = await failureOf(update(lab.context, lab.request("node-1"), record));
    expect(up.message).toContain("in a session that this resource did not start");
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });
});

describe.each(ACTED)("an exit call that was accepted, and whose answer is lost (%s)", (kind) => {
  it.each<[string, QuirkSettings]>([
    ["", {}],
    ["; tasks have no resource_id", { resourceIdNull: true }],
    ["; tasks are listed late", { taskUnknownFor: 10_000 }],
  ])("is settled by reading the host, and never sent again%s", async (_, quirks) => {
    const lab = await openLifecycle({ quirks });
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind, act: true });
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(sentExits(lab)).toBe(1);
  });
});

describe("an exit call that a killed destroy sent a moment ago", () => {
  async function killedAtExit(quirks: QuirkSettings, acts: boolean) {
    const lab = await openLifecycle({ quirks });
    const context = { ...lab.context, facts: new MemoryStore("project/stack/host", new Map()) };
    const before = places(lab);
    const record = await create(context, lab.request("node-1"));
    const { cloudTower } = lab;
    const dying = replacing(cloudTower, {
      exitMaintenance: async (hostId, lists) => {
        if (acts) await cloudTower.exitMaintenance(hostId, lists);
        throw new Error("killed");
      },
    });
    await failureOf(remove({ ...context, cloudTower: dying }, record, EXIT));
    return { lab, context, record, before };
  }

  it("is not sent again before its task can be listed", async () => {
    const { lab, context, record, before } = await killedAtExit({ taskUnknownFor: 10_000 }, true);
    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(sentExits(lab)).toBe(1);
  });

  it("is sent by the next destroy if it never arrived", async () => {
    const { lab, context, record, before } = await killedAtExit({}, false);
    await remove(context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(sentExits(lab)).toBe(1);
  });
});

describe("an exit call that was not accepted, and whose answer is lost", () => {
  it("is sent again once the host was seen to stay in maintenance", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "reset-before" });
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });

  it("is not repeated for ever, but sent again by the next destroy", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "reset-before", times: 1_000 });
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("the answer to the request to exit maintenance was lost");
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    lab.simulator.faults.clear();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
  });
});

it.each<FaultKind>(["resourceLocked"])(
  "a call that certainly was not taken (%s) is sent again at once",
  async (kind) => {
    const lab = await openLifecycle();
    const before = places(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind, times: 2 });
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind, times: 2 });
    const record = await create(lab.context, lab.request("node-1"));
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect([lab.accepted("EnterMaintenanceMode"), lab.accepted("ExitMaintenanceMode")]).toEqual([1, 1]);
  },
);

it("an hour without CloudTower in the middle of an entry is waited through", async () => {
  const lab = await openLifecycle({ speed: 0.1 });
  const creating = create(lab.context, lab.request("node-1"));
  await lab.clock.sleep(60_000);
  expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
  lab.simulator.faults.inject({ operation: "*", kind: "status", status: 503, times: 1_000_000 });
  await lab.clock.sleep(3_600_000);
  lab.simulator.faults.clear();
  expect((await creating).phase).toBe("maintenance");
});

it("an enter call of a run that died a moment ago is not sent again before it can have arrived", async () => {
  const lab = await openLifecycle();
  const context = { ...lab.context, facts: new MemoryStore("project/stack/host", new Map()) };
  // The run dies with its request under way.
  const dying = replacing(lab.cloudTower, { enterMaintenance: async () => Promise.reject(new Error("killed")) });
  await failureOf(create({ ...context, cloudTower: dying }, lab.request("node-1")));
  const arrives = lab.clock.sleep(6_000).then(() => lab.simulator.operator.enter("node-1"));
  const record = await create(context, lab.request("node-1"));
  await arrives;
  expect(record.phase).toBe("maintenance");
  expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
});

/** The exit calls that arrived, whatever became of them. */
function sentExits({ simulator }: SimulatedLifecycle): number {
  return simulator.requests.filter(({ operation }) => operation === "ExitMaintenanceMode").length;
}
