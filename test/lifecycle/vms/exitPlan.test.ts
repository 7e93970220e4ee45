// How CloudTower's exit plan gets into a record.
import { describe, expect, it } from "vitest";
import type { RecordedVm } from "../../../provider/lifecycle/session/record";
import { allPlanned, NO_VMS, plannedLists } from "../../../provider/lifecycle/vms/lists";
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

  it("tells where a VM is, and whether and why it counts as changed", () => {
    const told = { targetHostName: "node-2", changed: true, changedReason: "moved" };
    const { liveMigratedVms } = plannedLists(
      exitPlan({ liveMigratedVms: [plannedVm("a", { ...told, vmState: "RUNNING" })] }),
      NO_VMS,
    );
    expect(liveMigratedVms).toEqual([{ vmUuid: "a", vmName: "a", ...told }]);
  });

  it("says nothing of what is not told", () => {
    const untold = { targetHostName: "", changed: false, changedReason: "" };
    const [recorded] = plannedLists(exitPlan({ shutdownVms: [plannedVm("a", untold)] }), NO_VMS).shutdownVms;
    expect(Object.keys(recorded as RecordedVm).sort()).toEqual(["vmName", "vmUuid"]);
  });

  it("gives a VM its recorded name where it has none", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", { vmName: "db" })] });
    const nameOf = (vmName: string | undefined, before = earlier) =>
      plannedLists(exitPlan({ shutdownVms: [{ vmUuid: "a", ...(vmName === undefined ? {} : { vmName }) }] }), before)
        .shutdownVms[0]?.vmName;
    expect(nameOf(undefined)).toBe("db");
    expect(nameOf("")).toBe("db");
    expect(nameOf("db2")).toBe("db2");
    expect(nameOf(undefined, NO_VMS)).toBe("");
  });

  it("keeps the name from before for a VM in the recycle bin, which has one that nobody would recognize", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", { vmName: "db" })] });
    const binned = exitPlan({ shutdownVms: [plannedVm("a", { vmName: "in-recycle-bin-db-1" })] });
    expect(plannedLists(binned, earlier).shutdownVms[0]?.vmName).toBe("db");
    expect(plannedLists(binned, NO_VMS).shutdownVms[0]?.vmName).toBe("in-recycle-bin-db-1");
    const alike = exitPlan({ shutdownVms: [plannedVm("a", { vmName: "not-in-recycle-bin-db" })] });
    expect(plannedLists(alike, earlier).shutdownVms[0]?.vmName).toBe("not-in-recycle-bin-db");
  });

  it("keeps when a VM was last shut down and where it was left, and replaces what an earlier plan said", () => {
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

  it("leaves out a VM without UUID, which nothing could bring back", () => {
    expect(listedNames(plannedLists(exitPlan({ shutdownVms: [{ vmName: "a" }] }), NO_VMS))).toEqual([[], [], []]);
  });

  it("names the VMs of all three lists, those without UUID too", () => {
    const [a, b, c] = [plannedVm("a"), { vmName: "b" }, plannedVm("c")];
    expect(allPlanned(exitPlan({ shutdownVms: [a], liveMigratedVms: [b], offlineMigratedVms: [c] }))).toEqual([
      a,
      b,
      c,
    ]);
  });
});
