import { describe, expect, it } from "vitest";
import { diff } from "../../provider/frontends/diff";
import { create, read, remove, type SessionRecord, update } from "../../provider/lifecycle";
import { allVms } from "../../provider/lifecycle/session/record";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

/** A simulated lifecycle whose node-1 is in maintenance, before something changes without us. */
async function drifted(happens: (lab: SimulatedLifecycle, record: SessionRecord) => void) {
  const lab = await openLifecycle();
  const before = places(lab);
  const record = await create(lab.context, lab.request("node-1"));
  happens(lab, record);
  lab.told.length = 0;
  return { lab, before, record };
}

/** `pulumi up` with an unchanged program. Only refresh looks for drift. */
async function upChangesNothing({ lab, record }: { lab: SimulatedLifecycle; record: SessionRecord }) {
  const [sent, before] = [lab.simulator.requests.length, places(lab)];
  expect(diff(POLICY, POLICY, record.phase)).toEqual([]);
  expect(await update(lab.context, lab.request("node-2"), record)).toEqual(record);
  expect(lab.simulator.requests.length).toBe(sent);
  expect(places(lab)).toEqual(before);
}

const POLICY = {
  hostId: "host",
  restore: EXIT.restore,
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheck: "10m", enter: "2h", exit: "2h" },
};

const live = (record: SessionRecord) => String(record.liveMigratedVms[0]?.vmUuid);
const shut = (record: SessionRecord) => String(record.shutdownVms[0]?.vmUuid);
const placeOf = (lab: SimulatedLifecycle, uuid: string) => places(lab).find((vm) => vm.localId === uuid);

describe("a host that is removed from CloudTower", () => {
  const removed = () => drifted(({ simulator }) => simulator.operator.removeHost("east/node-1"));
  it("up: nothing is sent", async () => upChangesNothing(await removed()));

  it("refresh: gone, naming the VMs", async () => {
    const { lab, record } = await removed();
    expect(await read(lab.context, record)).toBeUndefined();
    for (const vm of allVms(record)) expect(lab.told.join()).toContain(vm.vmUuid);
  });
  it("destroy: done, naming the VMs, without a call", async () => {
    const { lab, record } = await removed();
    await remove(lab.context, record, EXIT);
    for (const vm of allVms(record)) expect(lab.told.join()).toContain(vm.vmUuid);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  });
  it("up of an unfinished entry: an error that says so", async () => {
    const { lab, record } = await removed();
    const error = await failureOf(update(lab.context, lab.request("node-2"), { ...record, phase: "entering" }));
    expect(error.message).toContain("the host is gone from its cluster");
  });
});

describe("a host that is renamed or moved to another cluster", () => {
  const happens = ({ simulator }: SimulatedLifecycle) => {
    simulator.operator.renameHost("east/node-1", "node-1b");
    simulator.operator.moveHost("node-1b", "west");
  };
  it("up: nothing is sent", async () => upChangesNothing(await drifted(happens)));
  it("refresh: the same session under its new names", async () => {
    const { lab, record } = await drifted(happens);
    expect(await read(lab.context, record)).toMatchObject({
      phase: "maintenance",
      maintenanceJobId: record.maintenanceJobId,
      hostName: "node-1b",
      clusterName: "west",
      clusterId: lab.simulator.host("node-1b").clusterId,
    });
  });
  it("destroy: exits anyway", async () => {
    const { lab, record } = await drifted(happens);
    await remove(lab.context, record, EXIT);
    expect(lab.simulator.host("node-1b").session?.state).toBe("IN_USE");
    expect(placeOf(lab, shut(record))?.power).toBe("RUNNING");
  });
});

describe("a VM that is deleted", () => {
  const deleted = () => drifted(({ simulator }, record) => simulator.operator.deleteVm(live(record)));
  it("up: nothing is sent", async () => upChangesNothing(await deleted()));
  it("refresh: still recorded, because nobody has agreed to forget it", async () => {
    const { lab, record } = await deleted();
    const seen = await read(lab.context, record);
    expect(
      seen &&
        allVms(seen)
          .map((vm) => vm.vmUuid)
          .sort(),
    ).toEqual(
      allVms(record)
        .map((vm) => vm.vmUuid)
        .sort(),
    );
  });
  it("destroy: named as gone, the others are back", async () => {
    const { lab, before, record } = await deleted();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before.filter((vm) => vm.localId !== live(record)));
    expect(lab.told.join()).toMatch(
      new RegExp(`left: ${record.liveMigratedVms[0]?.vmName}: no longer shown by CloudTower`),
    );
  });
});

describe("a VM that is renamed", () => {
  const renamed = () => drifted(({ simulator }, record) => simulator.operator.renameVm(live(record), "web-new"));
  it("up: nothing is sent", async () => upChangesNothing(await renamed()));
  it("refresh: recorded under its new name", async () => {
    const { lab, record } = await renamed();
    const seen = await read(lab.context, record);
    expect(seen?.liveMigratedVms.find((vm) => vm.vmUuid === live(record))?.vmName).toBe("web-new");
  });
  it("destroy: comes back", async () => {
    const { lab, before, record } = await renamed();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

describe("a VM that the entry shut down and somebody started", () => {
  const started = () => drifted(({ simulator }, record) => simulator.operator.startVm(shut(record)));
  it("up: nothing is sent", async () => upChangesNothing(await started()));
  it("refresh: recorded as changed, with CloudTower's reason", async () => {
    const { lab, record } = await started();
    const seen = await read(lab.context, record);
    expect(seen && allVms(seen).find((vm) => vm.vmUuid === shut(record))).toMatchObject({ changed: true });
  });
  it("destroy: runs", async () => {
    const { lab, before, record } = await started();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

describe("a VM that somebody migrated elsewhere", () => {
  const migrated = () =>
    drifted(({ simulator }, record) => {
      const other = simulator.vm(live(record)).hostName === "node-3" ? "node-4" : "node-3";
      simulator.operator.moveVm(live(record), `east/${other}`);
    });
  it("refresh: recorded as changed", async () => {
    const { lab, record } = await migrated();
    const seen = await read(lab.context, record);
    expect(seen?.liveMigratedVms.find((vm) => vm.vmUuid === live(record))).toMatchObject({ changed: true });
  });
  it("up: nothing is sent", async () => upChangesNothing(await migrated()));
  it("destroy: stays where that person put it, and is named", async () => {
    const { lab, record } = await migrated();
    const where = placeOf(lab, live(record));
    await remove(lab.context, record, EXIT);
    expect(placeOf(lab, live(record))).toEqual(where);
    expect(lab.told.join()).toMatch(
      new RegExp(`left: ${record.liveMigratedVms[0]?.vmName}: is RUNNING on node-\\d; changed since the entry`),
    );
  });
});

describe("a session that somebody ended", () => {
  const ended = () =>
    drifted(({ simulator }) => void simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true }));
  it("up: nothing is sent", async () => upChangesNothing(await ended()));
  it("refresh: kept while VMs are owed, naming them", async () => {
    const { lab, record } = await ended();
    expect(await read(lab.context, record)).toMatchObject({ phase: "owed" });
    for (const vm of record.shutdownVms) expect(lab.told.join()).toContain(`not as before: ${vm.vmName} is STOPPED`);
    expect(lab.told.join()).toContain("taken out of maintenance by somebody else");
  });
  it("destroy: starts what ran before and is off, without an exit call", async () => {
    const { lab, before, record } = await ended();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
    expect(lab.accepted("StartVm")).toBe(record.shutdownVms.length);
  });
});

describe("a session that somebody ended, and another one began", () => {
  const foreign = () =>
    drifted(({ simulator, clock }) => {
      simulator.operator.exit("east/node-1", { atOnce: true });
      void clock.sleep(5_000);
      simulator.operator.enter("east/node-1", { atOnce: true });
    });
  it("up: nothing is sent", async () => upChangesNothing(await foreign()));
  it("refresh: kept and marked", async () => {
    const { lab, record } = await foreign();
    expect(await read(lab.context, record)).toMatchObject({
      phase: "foreign",
      maintenanceJobId: record.maintenanceJobId,
    });
  });
  it("destroy: refused, naming both", async () => {
    const { lab, record } = await foreign();
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain(String(record.maintenanceJobId));
    expect(error.message).toContain(String(lab.simulator.host("node-1", "east").session?.jobId));
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
  });
});

describe("an exit plan that lists another VM", () => {
  const added = async () => {
    const drift = await drifted(() => undefined);
    // Recorded without one of its VMs, as if that VM had been added to the plan since.
    return {
      ...drift,
      record: { ...drift.record, liveMigratedVms: drift.record.liveMigratedVms.slice(1) },
      extra: live(drift.record),
      extraName: drift.record.liveMigratedVms[0]?.vmName,
    };
  };
  it("up: nothing is sent", async () => upChangesNothing(await added()));
  it("refresh: recorded too", async () => {
    const { lab, record, extra } = await added();
    expect((await read(lab.context, record))?.liveMigratedVms.map((vm) => vm.vmUuid)).toContain(extra);
  });
  it("destroy: named as new, and comes back", async () => {
    const { lab, before, record, extraName } = await added();
    await remove(lab.context, record, EXIT);
    expect(lab.told.join()).toMatch(new RegExp(`new in CloudTower's exit plan: ${extraName}`));
    expect(places(lab)).toEqual(before);
  });
});

/** An entry that timed out while it continued. */
async function underWay() {
  const lab = await openLifecycle({ speed: 0.1 });
  const before = places(lab);
  const short = lab.request("node-1", { timeouts: { precheckMs: 3_600_000, enterMs: 10_000, exitMs: 1 } });
  return { lab, before, record: await recordOf(create(lab.context, short)) };
}

describe("an entry that is still under way", () => {
  it("up: continues it, and submits nothing", async () => {
    const { lab, record } = await underWay();
    expect(diff(POLICY, POLICY, record.phase)).toEqual([{ property: "phase", kind: "update" }]);
    expect(await update(lab.context, lab.request("node-1"), record)).toMatchObject({ phase: "maintenance" });
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });
  it("refresh: kept as it is", async () => {
    const { lab, record } = await underWay();
    expect(await read(lab.context, record)).toEqual(record);
  });
  it("destroy: waits for its end, then exits", async () => {
    const { lab, before, record } = await underWay();
    await remove(lab.context, record, EXIT);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(places(lab)).toEqual(before);
  });
});
