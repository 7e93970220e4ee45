// A preview foresees what a create then does: the same refusal in the same words, or the same VMs.
import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../provider/journal";
import { concern, create, type FactStore, foresee, type MaintenanceRequest, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stuckVms } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

interface Refusal {
  prepare?: (lab: SimulatedLifecycle) => void;
  change?: (lab: SimulatedLifecycle) => Partial<MaintenanceRequest>;
}

const REFUSALS: Record<string, Refusal> = {
  "a VM that the consent does not cover": { change: () => ({ consent: "none" }) },
  "a VM beyond the stack's setting": { change: (lab) => ({ consent: "all", cap: [String(stuckVms(lab)[0]?.name)] }) },
  "a name in allowShutdown that no VM has": { change: () => ({ consent: ["gpu-train-99"] }) },
  "a name in allowShutdown that two VMs have": {
    prepare: (lab) => lab.simulator.operator.renameVm("license-01", "gpu-train-01"),
    change: () => ({ consent: ["gpu-train-01"] }),
  },
  "a name in restore that no VM has": {
    change: (lab) => ({ restore: { ...lab.request("node-1").restore, powerOn: ["license-99"] } }),
  },
  "another host of the cluster in maintenance": {
    prepare: (lab) => lab.simulator.operator.enter("node-2", { atOnce: true }),
  },
  "a host in somebody else's session": { prepare: (lab) => lab.simulator.operator.enter("node-1", { atOnce: true }) },
  "an entry of somebody else's": { prepare: (lab) => lab.simulator.operator.enter("node-1") },
  "an unknown name in restore, in a session that is adopted": {
    prepare: (lab) => lab.simulator.operator.enter("node-1", { atOnce: true }),
    change: (lab) => ({
      ifAlreadyInMaintenance: "adopt",
      restore: { ...lab.request("node-1").restore, powerOn: ["license-99"] },
    }),
  },
  "a host that is being removed": { prepare: (lab) => lab.simulator.operator.removeHost("node-1") },
  "a host that is not shown": { change: () => ({ hostId: "cl000000000000000000nowhere" }) },
  "a precheck that CloudTower refuses": { prepare: (lab) => lab.simulator.operator.setRecovery("east", true) },
};

describe("up would be refused", () => {
  it.each(Object.entries(REFUSALS))("%s", async (_, { prepare, change }) => {
    const lab = await openLifecycle();
    const request = lab.request("node-1", change?.(lab));
    prepare?.(lab);
    const before = places(lab);
    const foreseen = await foresee(lab.context, request);
    const { failure } = await failureOf(create(lab.context, request));
    expect(foreseen).toMatchObject({ is: "refused", passes: false });
    const [why] = foreseen.is === "refused" ? foreseen.why : [];
    expect([why?.failure.what, why?.failure.next]).toEqual([failure.what, failure.next]);
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });

  it("tells a VM that neither the resource nor the stack allows twice, once for each", async () => {
    const lab = await openLifecycle();
    const foreseen = await foresee(lab.context, lab.request("node-1", { consent: "none", cap: "none" }));
    expect(foreseen.is === "refused" && foreseen.why).toHaveLength(2);
  });

  it("but for what passes within timeouts.waitToEnter", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.setRecovery("east", true);
    const request = lab.request("node-1");
    const waiting = { ...request, timeouts: { ...request.timeouts, waitToEnterMs: 60_000 } };
    expect(await foresee(lab.context, waiting)).toMatchObject({ is: "refused", passes: true });
    expect(await foresee(lab.context, { ...waiting, consent: ["nobody"] })).toMatchObject({ passes: true });
    lab.simulator.operator.setRecovery("east", false);
    expect(await foresee(lab.context, { ...waiting, consent: ["nobody"] })).toMatchObject({ passes: false });
  });

  it("by the host of another resource of this program that comes first", async () => {
    const lab = await openLifecycle();
    const context = { ...lab.context, claim: async () => "node-2" };
    expect(await foresee(context, lab.request("node-1"))).toMatchObject({
      is: "refused",
      why: [{ failure: { what: expect.stringContaining("enters node-2 of the same cluster") } }],
    });
    expect(lab.simulator.mutations).toEqual([]);
  });

  it("by a session that the journal knows another stack to hold", async () => {
    const lab = await openLifecycle();
    const facts = new Map();
    const theirs = { ...lab.context, facts: new MemoryStore("project/theirs/host", facts) };
    await create(theirs, lab.request("node-1"));
    const ours = { ...lab.context, facts: new MemoryStore("project/ours/host", facts) };
    const request = lab.request("node-1", { ifAlreadyInMaintenance: "adopt" });
    expect(await foresee(ours, request)).toMatchObject({
      is: "refused",
      why: [{ failure: { what: expect.stringContaining("project/theirs/host of another stack") } }],
    });
    expect(await foresee(ours, { ...request, onForeignSession: "exit" })).toMatchObject({
      is: "takes over",
      holder: "project/theirs/host",
    });
  });
});

describe("up would not be refused", () => {
  it("tells which VMs would be shut down, and how many would migrate, as then happens", async () => {
    const lab = await openLifecycle();
    const request = lab.request("node-1");
    const foreseen = await foresee(lab.context, request);
    expect(lab.simulator.mutations.map(({ operation }) => operation)).toEqual(["EnterMaintenanceModePreCheck"]);
    if (foreseen.is !== "enters") throw new Error(`foreseen: ${foreseen.is}`);
    const record = await create(lab.context, request);
    expect(foreseen.shutdownVms.map((vm) => vm.vmUuid).sort()).toEqual(
      record.shutdownVms.map((vm) => vm.vmUuid).sort(),
    );
  });

  it("tells of a session that would be taken over, and changes nothing", async () => {
    const lab = await openLifecycle();
    lab.simulator.operator.enter("node-1", { atOnce: true });
    const request = lab.request("node-1", { ifAlreadyInMaintenance: "adopt" });
    expect(await foresee(lab.context, request)).toMatchObject({ is: "takes over", hostName: "node-1" });
    expect(lab.simulator.mutations).toEqual([]);
  });

  it("continues an entry that the journal has", async () => {
    const lab = await openLifecycle();
    const context = { ...lab.context, facts: new MemoryStore("project/stack/host", new Map()) };
    const request = lab.request("node-1");
    await create(context, request);
    expect(await foresee(context, request)).toMatchObject({ is: "continues" });
  });

  it("enters again after an entry that the journal has, and that has failed since", async () => {
    const lab = await openLifecycle();
    const context = { ...lab.context, facts: new MemoryStore("project/stack/host", new Map()) };
    const request = lab.request("node-1");
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 1 });
    const hasty = { ...request.timeouts, enterMs: 1_000 };
    expect((await failureOf(create(context, { ...request, timeouts: hasty }))).failure.record?.phase).toBe("entering");
    await lab.clock.sleep(3_600_000);
    expect(lab.simulator.host("node-1", "east").state).toBe("IN_USE");
    expect(await foresee(context, request)).toMatchObject({ is: "enters", hostName: "node-1" });

    const narrow = { ...request, consent: "none" as const };
    const foreseen = await foresee(context, narrow);
    const { failure } = await failureOf(create(context, narrow));
    expect(foreseen).toMatchObject({ is: "refused", why: [{ failure: { what: failure.what, next: failure.next } }] });
  });

  it("tells what can be known of a replacement while the old host is in maintenance", async () => {
    const lab = await openLifecycle();
    const facts = new Map();
    const context = { ...lab.context, facts: new MemoryStore("project/stack/host", facts) };
    await create(context, lab.request("node-2"));
    const prechecks = lab.accepted("EnterMaintenanceModePreCheck");
    const request = lab.request("node-1");
    expect(await foresee(context, request)).toMatchObject({
      is: "after the old host",
      oldHost: "node-2",
      withDevices: [{ name: "gpu-train-01" }],
    });
    expect(await foresee(context, { ...request, consent: ["nobody"] })).toMatchObject({ is: "refused" });
    expect(await foresee(context, { ...request, consent: "none" })).toMatchObject({
      is: "refused",
      why: [{ failure: { what: expect.stringContaining("gpu-train-01") } }],
    });
    expect(lab.accepted("EnterMaintenanceModePreCheck")).toBe(prechecks);

    const stranger = { ...lab.context, facts: new MemoryStore("project/stack/other", facts) };
    expect(await foresee(stranger, request)).toMatchObject({
      is: "refused",
      why: [{ failure: { next: expect.stringContaining("name the resource after the cluster") } }],
    });
  });
});

describe("a session that is in the state", () => {
  it("is no reason to warn until it has lasted five days", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    expect(await concern(lab.context, lab.request("node-1"), record)).toBeUndefined();
    await lab.clock.sleep(5 * 24 * 3_600_000);
    expect((await concern(lab.context, lab.request("node-1"), record))?.text).toContain(
      "node-1 is in maintenance since",
    );
  });

  it("is over", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("node-1", { atOnce: true });
    expect(await concern(lab.context, lab.request("node-1"), record)).toEqual({
      isOver: true,
      text: expect.stringContaining("is over: node-1 is in use"),
    });
  });

  it("was followed by somebody else's", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.exit("node-1", { atOnce: true });
    lab.simulator.operator.enter("node-1", { atOnce: true });
    expect(await concern(lab.context, lab.request("node-1"), record)).toMatchObject({
      isOver: false,
      text: expect.stringContaining("in another session than this resource's"),
    });
  });

  it("was taken over by another stack", async () => {
    const lab = await openLifecycle();
    const facts = new Map();
    const ours = { ...lab.context, facts: new MemoryStore("project/ours/host", facts) };
    const record = await create(ours, lab.request("node-1"));
    const theirs = { ...lab.context, facts: new MemoryStore("project/theirs/host", facts) };
    await create(theirs, lab.request("node-1", { ifAlreadyInMaintenance: "adopt", onForeignSession: "exit" }));
    expect((await concern(ours, lab.request("node-1"), record))?.text).toContain(
      "The resource project/theirs/host has taken over the session of node-1",
    );
  });

  it("is unknown in the preview of an update, and so is what the facts do not know", async () => {
    const lab = await openLifecycle();
    const ours = { ...lab.context, facts: new MemoryStore("project/ours/host", new Map()) };
    await create(ours, lab.request("node-1"));
    expect(await concern(ours, lab.request("node-1"), undefined)).toBeUndefined();
    const elsewhere = { ...lab.context, facts: new MemoryStore("project/ours/host", new Map()) };
    expect(await concern(elsewhere, lab.request("node-1"), undefined)).toMatchObject({
      isOver: false,
      text: expect.stringContaining("only pulumi up can tell whether it is this resource's"),
    });
  });

  it("is updated with a name in restore that no VM has", async () => {
    const lab = await openLifecycle();
    const ours = { ...lab.context, facts: new MemoryStore("project/ours/host", new Map()) };
    const record = await create(ours, lab.request("node-1"));
    const restore = (powerOn: string) => ({ ...EXIT.restore, powerOn: [powerOn] });
    const known = lab.request("node-1", { restore: restore(String(record.shutdownVms[0]?.vmName)) });
    const unknown = lab.request("node-1", { restore: restore("nobody") });
    expect(await concern(ours, known, undefined)).toBeUndefined();
    expect((await concern(ours, unknown, undefined))?.text).toContain('restore.powerOn names "nobody"');
    expect((await failureOf(update(ours, unknown, record))).message).toContain('restore.powerOn names "nobody"');
  });

  it("is on a host that is not shown any more", async () => {
    const lab = await openLifecycle();
    const request = lab.request("node-1");
    const record = await create(lab.context, request);
    lab.simulator.operator.moveHost("node-1", "west");
    lab.simulator.operator.removeHost("node-1");
    expect(await concern(lab.context, request, record)).toBeDefined();
  });
});

describe("a journal that up could not use", () => {
  it.each([
    ["read", "the journal could not be read: EIO"],
    ["mustBeWritable", "the journal could not be written: EIO"],
  ])("is a refusal: %s fails", async (method, words) => {
    const lab = await openLifecycle();
    const facts: FactStore = new MemoryStore("project/stack/name", new Map());
    facts[method as "read"] = async () => Promise.reject(new Error("EIO"));
    const prospect = await foresee({ ...lab.context, facts }, lab.request("node-1"));
    expect(prospect).toMatchObject({ is: "refused", passes: false });
    const [why] = prospect.is === "refused" ? prospect.why : [];
    expect(why?.message).toContain(words);
    expect((await failureOf(create({ ...lab.context, facts }, lab.request("node-1")))).message).toContain(words);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });
});
