// What is still to be given back: in a session by CloudTower's plan or by the record, after it by what has become of each VM.
import { describe, expect, it } from "vitest";
import type { PlannedVm, Vm } from "../../../provider/cloudtower";
import type { RecordedLists, SessionRecord } from "../../../provider/lifecycle/session/record";
import { type Owed, owedAfter, owedByPlan, owedByRecord, uuidsOf } from "../../../provider/lifecycle/vms/owed";
import { exitPlan, lists, minutes, plannedVm, record, recordedVm, vm, vmsNow } from "../evidence";

const off = { powerState: "STOPPED" };
const elsewhere = { hostId: "host-2", hostName: "node-2" };
const A = { vmUuid: "a", vmName: "a" };
type List = keyof RecordedLists;

const owed = (change: Partial<Owed> = {}): Owed => ({ start: [], moveBack: [], changed: [], ...change });
const START = owed({ start: [A] });
const MOVE_BACK = owed({ moveBack: [A] });
/** What happened to `a`, and where it is. */
const happened = (what: Owed["changed"][number]["what"], hostName: string | undefined = "node-1") =>
  owed({ changed: [{ ...A, what, ...(hostName ? { hostName } : {}) }] });
const GONE = owed({ changed: [{ ...A, what: "gone" }] });

describe("in a session, a VM of CloudTower's plan", () => {
  const changed = { changed: true };
  it.each<[string, Owed, List, Partial<PlannedVm>, Partial<Vm> | undefined]>([
    ["that was shut down and is off is to be started", START, "shutdownVms", { vmState: "STOPPED" }, off],
    ["that was shut down is to be started wherever it is", START, "shutdownVms", {}, { ...off, ...elsewhere }],
    ["that was shut down, but runs, was started", happened("started"), "shutdownVms", { vmState: "RUNNING" }, {}],
    [
      "that was shut down, but runs elsewhere, was started there",
      happened("started", "node-2"),
      "shutdownVms",
      { vmState: "RUNNING" },
      elsewhere,
    ],
    ["that migrated live is to be moved back", MOVE_BACK, "liveMigratedVms", {}, elsewhere],
    ["that migrated while off is to be moved back", MOVE_BACK, "offlineMigratedVms", {}, { ...off, ...elsewhere }],
    ["that migrated live, and is off by now, was stopped", happened("stopped"), "liveMigratedVms", changed, off],
    [
      "that migrated live, and runs, can only have been moved",
      happened("moved", "node-2"),
      "liveMigratedVms",
      changed,
      elsewhere,
    ],
    ["that migrated while off, and runs by now, was started", happened("started"), "offlineMigratedVms", changed, {}],
    [
      "that migrated while off, and is off, can only have been moved",
      happened("moved", "node-2"),
      "offlineMigratedVms",
      changed,
      { ...off, ...elsewhere },
    ],
    [
      "that changed, and is in the recycle bin, was put there",
      happened("in the recycle bin"),
      "liveMigratedVms",
      changed,
      { ...off, inRecycleBin: true },
    ],
    [
      "that changed, and is suspended, underwent something unknown",
      happened("not known"),
      "liveMigratedVms",
      changed,
      { powerState: "SUSPENDED" },
    ],
    ["that was shut down and is not shown is gone", GONE, "shutdownVms", {}, undefined],
    ["that ran again before it was deleted is gone", GONE, "shutdownVms", { vmState: "RUNNING" }, undefined],
    ["that migrated and is not shown is gone", GONE, "liveMigratedVms", {}, undefined],
    ["that changed and is not shown is gone", GONE, "offlineMigratedVms", changed, undefined],
    ["that was deleted is gone", GONE, "liveMigratedVms", {}, { powerState: "DELETED" }],
  ])("%s", (_, is, list, planned, now) => {
    const vms = now ? vmsNow(vm("a", now)) : vmsNow();
    expect(owedByPlan(exitPlan({ [list]: [plannedVm("a", planned)] }), undefined, vms)).toStrictEqual(is);
  });
});

describe("in a session", () => {
  it("a VM that CloudTower's plan leaves out, and that is not shown, is gone", () => {
    const recorded = lists({ shutdownVms: [recordedVm("a")], liveMigratedVms: [recordedVm("there")] });
    expect(owedByPlan(exitPlan(), recorded, vmsNow(vm("there")))).toStrictEqual(GONE);
  });

  it("a VM that is gone is named once, though plan and record have it", () => {
    const plan = exitPlan({ shutdownVms: [plannedVm("a")] });
    expect(owedByPlan(plan, lists({ shutdownVms: [recordedVm("a")] }), vmsNow())).toStrictEqual(GONE);
  });

  it("nothing is gone, and nobody knows what has changed, if the VMs could not be read", () => {
    const plan = exitPlan({
      shutdownVms: [plannedVm("off"), plannedVm("on", { vmState: "RUNNING" })],
      liveMigratedVms: [plannedVm("live"), plannedVm("changed", { changed: true })],
      offlineMigratedVms: [plannedVm("cold")],
    });
    const { start, moveBack, changed } = owedByPlan(plan, lists({ shutdownVms: [recordedVm("left out")] }));
    expect(start.map(({ vmName }) => vmName)).toEqual(["off"]);
    expect(moveBack.map(({ vmName }) => vmName)).toEqual(["live", "cold"]);
    expect(changed).toStrictEqual([
      { vmUuid: "on", vmName: "on", what: "started" },
      { vmUuid: "changed", vmName: "changed", what: "not known" },
    ]);
  });

  it("a VM without a UUID is never gone, because it cannot be looked up", () => {
    const plan = exitPlan({
      shutdownVms: [{ vmName: "no uuid" }],
      liveMigratedVms: [{ vmName: "changed", changed: true }],
    });
    expect(owedByPlan(plan, undefined, vmsNow(vm("other")))).toStrictEqual(
      owed({ start: [{ vmName: "no uuid" }], changed: [{ vmName: "changed", what: "not known" }] }),
    );
  });

  it("a VM without a name is told by its UUID alone", () => {
    const plan = exitPlan({ offlineMigratedVms: [{ vmUuid: "a" }] });
    expect(owedByPlan(plan, undefined, vmsNow(vm("a")))).toStrictEqual(owed({ moveBack: [{ vmUuid: "a" }] }));
  });

  it("every VM is owed, by the record, where there is no plan", () => {
    const recorded = lists({
      shutdownVms: [recordedVm("off", { lastShutdownTime: minutes(1) })],
      liveMigratedVms: [recordedVm("live")],
      offlineMigratedVms: [recordedVm("cold")],
    });
    const named = (name: string) => ({ vmUuid: name, vmName: name });
    expect(owedByRecord(recorded)).toStrictEqual(
      owed({ start: [named("off")], moveBack: [named("live"), named("cold")] }),
    );
  });
});

describe("after a session, a VM", () => {
  const sessionWith = (list: List, change: Parameters<typeof recordedVm>[1] = {}) =>
    record({ [list]: [recordedVm("a", change)] });
  const shut = sessionWith("shutdownVms", { lastShutdownTime: minutes(1) });
  const left = sessionWith("liveMigratedVms", { hostIdAfter: "host-2" });
  const vague = sessionWith("offlineMigratedVms", { powerState: "UNKNOWN" });
  it.each<[string, Owed, SessionRecord, Partial<Vm> | undefined]>([
    ["that is back is owed nothing", owed(), shut, {}],
    ["that the entry shut down, and that is off, is to be started", START, shut, off],
    ["that the entry left elsewhere is to be moved back", MOVE_BACK, left, elsewhere],
    ["that somebody moved is left there", happened("moved", "node-2"), shut, elsewhere],
    ["that somebody stopped is left off", happened("stopped"), shut, { ...off, lastShutdownTime: minutes(60) }],
    ["in the recycle bin is left in it", happened("in the recycle bin"), shut, { ...off, inRecycleBin: true }],
    ["that is suspended underwent something unknown", happened("not known"), shut, { powerState: "SUSPENDED" }],
    ["that is off, and may have been so before, is left off", happened("not known"), vague, off],
    ["that is not shown is gone", GONE, shut, undefined],
  ])("%s", (_, is, of, now) => {
    expect(owedAfter(of, "host-1", now ? vmsNow(vm("a", now)) : vmsNow())).toStrictEqual(is);
  });
});

describe("the VMs to read", () => {
  const recorded = lists({ shutdownVms: [recordedVm("a")], offlineMigratedVms: [recordedVm("b")] });
  const plan = exitPlan({ liveMigratedVms: [plannedVm("c"), { vmName: "no uuid" }, plannedVm("a")] });
  it("are those of the record and of the plan, each once, as far as they have a UUID", () => {
    expect(uuidsOf(recorded, plan)).toEqual(["a", "b", "c"]);
  });
  it("are those of either if there is no other", () => {
    expect(uuidsOf(recorded)).toEqual(["a", "b"]);
    expect(uuidsOf(undefined, plan)).toEqual(["c", "a"]);
  });
});
