// How CloudTower's exit plan is merged into a record.
import { describe, expect, it } from "vitest";
import type { RecordedVm } from "../../../provider/lifecycle/session/record";
import { allPlanned, NO_VMS, plannedLists, withCurrentNames } from "../../../provider/lifecycle/vms/lists";
import { exitPlan, listedNames, lists, plannedVm, recordedVm } from "../evidence";

const ran = { powerState: "RUNNING" };
const off = { powerState: "STOPPED" };

describe("an exit plan in a record", () => {
  it("moves a VM into the list that the plan has it in", () => {
    const earlier = lists({ liveMigratedVms: [recordedVm("a", ran)] });
    const now = plannedLists(exitPlan({ shutdownVms: [plannedVm("a")] }), earlier);
    expect(listedNames(now)).toEqual([["a"], [], []]);
  });

  it("keeps the power from before the entry", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", ran)], offlineMigratedVms: [recordedVm("b", off)] });
    const now = plannedLists(
      exitPlan({ shutdownVms: [plannedVm("a"), plannedVm("new")], liveMigratedVms: [plannedVm("b")] }),
      earlier,
    );
    expect(now.shutdownVms).toEqual([recordedVm("a", ran), recordedVm("new")]);
    expect(now.liveMigratedVms).toEqual([recordedVm("b", off)]);
  });

  it("keeps a VM that it does not name where it was", () => {
    const earlier = lists({
      shutdownVms: [recordedVm("a")],
      liveMigratedVms: [recordedVm("b")],
      offlineMigratedVms: [recordedVm("c")],
    });
    expect(plannedLists(exitPlan(), earlier)).toEqual(earlier);
  });

  it("says where a VM is, and whether and why it counts as changed", () => {
    const told = { targetHostName: "node-2", changed: true, changedReason: "moved" };
    const { liveMigratedVms } = plannedLists(
      exitPlan({ liveMigratedVms: [plannedVm("a", { ...told, vmState: "RUNNING" })] }),
      NO_VMS,
    );
    expect(liveMigratedVms).toEqual([{ vmUuid: "a", vmName: "a", ...told }]);
  });

  it("leaves out what is not known", () => {
    const untold = { targetHostName: "", changed: false, changedReason: "" };
    const [recorded] = plannedLists(exitPlan({ shutdownVms: [plannedVm("a", untold)] }), NO_VMS).shutdownVms;
    expect(Object.keys(recorded as RecordedVm).sort()).toEqual(["vmName", "vmUuid"]);
  });

  it("names a VM as it was recorded, else as the plan does", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", { vmName: "db" })] });
    const nameOf = (vmName: string | undefined, before = earlier) =>
      plannedLists(exitPlan({ shutdownVms: [{ vmUuid: "a", ...(vmName === undefined ? {} : { vmName }) }] }), before)
        .shutdownVms[0]?.vmName;
    expect(nameOf("db2")).toBe("db");
    expect(nameOf("db2", lists({ shutdownVms: [recordedVm("a", { vmName: "" })] }))).toBe("db2");
    expect(nameOf("db2", NO_VMS)).toBe("db2");
    expect(nameOf(undefined, NO_VMS)).toBe("");
  });

  it("has the current names of VMs, except in the recycle bin, whose names nobody would recognize", () => {
    const recorded = lists({ shutdownVms: [recordedVm("a", { vmName: "db" })] });
    const nameOf = (vmName: string | undefined) =>
      withCurrentNames(
        recorded,
        exitPlan({ shutdownVms: [{ vmUuid: "a", ...(vmName === undefined ? {} : { vmName }) }] }),
      ).shutdownVms[0]?.vmName;
    expect(nameOf("db2")).toBe("db2");
    expect(nameOf("")).toBe("db");
    expect(nameOf(undefined)).toBe("db");
    expect(nameOf("in-recycle-bin-db-1")).toBe("db");
    expect(nameOf("not-in-recycle-bin-db")).toBe("not-in-recycle-bin-db");
    expect(withCurrentNames(recorded, exitPlan())).toEqual(recorded);
  });

  it("keeps a VM's last shutdown and the host where it was left, and replaces what an earlier plan said", () => {
    const known = { ...ran, lastShutdownTime: "2026-01-01T12:05:00Z", hostIdAfter: "host-2" };
    const said = { targetHostName: "node-9", changed: true, changedReason: "moved" };
    const earlier = lists({ shutdownVms: [recordedVm("a", { ...known, ...said })] });
    const now = plannedLists(exitPlan({ shutdownVms: [plannedVm("a", { targetHostName: "node-2" })] }), earlier);
    expect(now.shutdownVms).toEqual([recordedVm("a", { ...known, targetHostName: "node-2" })]);
  });

  it("names a VM once, in the first list that has it", () => {
    const twice = exitPlan({
      shutdownVms: [plannedVm("a"), plannedVm("a")],
      liveMigratedVms: [plannedVm("a")],
      offlineMigratedVms: [plannedVm("a")],
    });
    expect(listedNames(plannedLists(twice, NO_VMS))).toEqual([["a"], [], []]);
  });

  it("leaves out a VM without UUID, which cannot be brought back", () => {
    expect(listedNames(plannedLists(exitPlan({ shutdownVms: [{ vmName: "a" }] }), NO_VMS))).toEqual([[], [], []]);
  });

  it("names the VMs of all three lists, including those without UUID", () => {
    const [a, b, c] = [plannedVm("a"), { vmName: "b" }, plannedVm("c")];
    expect(allPlanned(exitPlan({ shutdownVms: [a], liveMigratedVms: [b], offlineMigratedVms: [c] }))).toEqual([
      a,
      b,
      c,
    ]);
  });
});
