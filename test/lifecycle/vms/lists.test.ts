// The lists of VMs that a record keeps.
import { describe, expect, it } from "vitest";
import type { ExitPlan } from "../../../provider/cloudtower";
import type { RecordedLists, RecordedVm } from "../../../provider/lifecycle/session/record";
import {
  allPlanned,
  expectedLists,
  keepFirst,
  NO_VMS,
  notBack,
  plannedLists,
  ranBefore,
} from "../../../provider/lifecycle/vms/lists";
import { lists, plannedVm, recordedVm, vm } from "../evidence";

const ran = { powerState: "RUNNING" };
const off = { powerState: "STOPPED" };

/** Names in each list, in their order. */
const names = ({ shutdownVms, liveMigratedVms, offlineMigratedVms }: RecordedLists) => [
  shutdownVms.map((each) => each.vmName),
  liveMigratedVms.map((each) => each.vmName),
  offlineMigratedVms.map((each) => each.vmName),
];

const plan = (change: Partial<ExitPlan> = {}): ExitPlan => ({
  shutdownVms: [],
  liveMigratedVms: [],
  offlineMigratedVms: [],
  ...change,
});

describe("before an entry", () => {
  it("VMs that have to be shut down are, running ones migrate live, and all others offline", () => {
    const vms = [
      vm("a"),
      vm("b"),
      vm("c", off),
      vm("d", { powerState: "SUSPENDED" }),
      vm("e", { powerState: "UNKNOWN" }),
    ];
    expect(names(expectedLists(vms, [vm("a")]))).toEqual([["a"], ["b"], ["c", "d", "e"]]);
  });

  it("a VM is recorded by UUID and name, with the power that it has", () => {
    const db = vm("uuid-1", { name: "db" });
    const recorded = (powerState: string) => ({ vmUuid: "uuid-1", vmName: "db", powerState });
    expect(expectedLists([db], [db]).shutdownVms).toEqual([recorded("RUNNING")]);
    expect(expectedLists([db], []).liveMigratedVms).toEqual([recorded("RUNNING")]);
    expect(expectedLists([{ ...db, ...off }], []).offlineMigratedVms).toEqual([recorded("STOPPED")]);
  });

  it("nothing is recorded of a host without VMs", () => {
    expect(expectedLists([], [])).toEqual(NO_VMS);
    expect(names(NO_VMS)).toEqual([[], [], []]);
  });
});

describe("of two readings", () => {
  const second = lists({
    shutdownVms: [recordedVm("a", off), recordedVm("x")],
    liveMigratedVms: [recordedVm("y")],
    offlineMigratedVms: [recordedVm("b"), recordedVm("z")],
  });

  it("the second counts where there is no first", () => {
    expect(keepFirst(undefined, second)).toEqual(second);
  });

  it("the first says what is true of a VM, and the second only adds VMs", () => {
    const first = lists({
      shutdownVms: [recordedVm("s")],
      liveMigratedVms: [recordedVm("a", ran)],
      offlineMigratedVms: [recordedVm("b", off)],
    });
    const both = keepFirst(first, second);
    expect(names(both)).toEqual([
      ["s", "x"],
      ["a", "y"],
      ["b", "z"],
    ]);
    expect(both.liveMigratedVms[0]).toEqual(recordedVm("a", ran));
    expect(both.offlineMigratedVms[0]).toEqual(recordedVm("b", off));
  });
});

describe("an exit plan in a record", () => {
  it("moves a VM into the list that the plan has it in", () => {
    const earlier = lists({ liveMigratedVms: [recordedVm("a", ran)] });
    const now = plannedLists(plan({ shutdownVms: [plannedVm("a")] }), earlier);
    expect(names(now)).toEqual([["a"], [], []]);
  });

  it("keeps the power from before the entry", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", ran)], offlineMigratedVms: [recordedVm("b", off)] });
    const now = plannedLists(
      plan({ shutdownVms: [plannedVm("a"), plannedVm("new")], liveMigratedVms: [plannedVm("b")] }),
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
    expect(plannedLists(plan(), earlier)).toEqual(earlier);
  });

  it("tells where a VM is, and whether and why it counts as changed", () => {
    const told = { targetHostName: "node-2", changed: true, changedReason: "moved" };
    const { liveMigratedVms } = plannedLists(
      plan({ liveMigratedVms: [plannedVm("a", { ...told, vmState: "RUNNING" })] }),
      NO_VMS,
    );
    expect(liveMigratedVms).toEqual([{ vmUuid: "a", vmName: "a", ...told }]);
  });

  it("says nothing of what is not told", () => {
    const untold = { targetHostName: "", changed: false, changedReason: "" };
    const [recorded] = plannedLists(plan({ shutdownVms: [plannedVm("a", untold)] }), NO_VMS).shutdownVms;
    expect(Object.keys(recorded as RecordedVm).sort()).toEqual(["vmName", "vmUuid"]);
  });

  it("gives a VM its recorded name where it has none", () => {
    const earlier = lists({ shutdownVms: [recordedVm("a", { vmName: "db" })] });
    const nameOf = (vmName: string | undefined, before = earlier) =>
      plannedLists(plan({ shutdownVms: [{ vmUuid: "a", ...(vmName === undefined ? {} : { vmName }) }] }), before)
        .shutdownVms[0]?.vmName;
    expect(nameOf(undefined)).toBe("db");
    expect(nameOf("")).toBe("db");
    expect(nameOf("db2")).toBe("db2");
    expect(nameOf(undefined, NO_VMS)).toBe("");
  });

  it("names a VM once, in the first list that has it", () => {
    const twice = plan({
      shutdownVms: [plannedVm("a"), plannedVm("a")],
      liveMigratedVms: [plannedVm("a")],
      offlineMigratedVms: [plannedVm("a")],
    });
    expect(names(plannedLists(twice, NO_VMS))).toEqual([["a"], [], []]);
  });

  it("leaves out a VM without UUID, which nothing could bring back", () => {
    expect(names(plannedLists(plan({ shutdownVms: [{ vmName: "a" }] }), NO_VMS))).toEqual([[], [], []]);
  });

  it("names the VMs of all three lists, those without UUID too", () => {
    const [a, b, c] = [plannedVm("a"), { vmName: "b" }, plannedVm("c")];
    expect(allPlanned(plan({ shutdownVms: [a], liveMigratedVms: [b], offlineMigratedVms: [c] }))).toEqual([a, b, c]);
  });
});

describe("a VM", () => {
  const recorded = recordedVm("a");
  it.each<[string, boolean, RecordedLists]>([
    ["ran before where it had to be shut down", true, lists({ shutdownVms: [recorded] })],
    ["ran before where it migrated live", true, lists({ liveMigratedVms: [recorded] })],
    ["did not run before where it migrated offline", false, lists({ offlineMigratedVms: [recorded] })],
  ])("%s", (_, did, given) => {
    expect(ranBefore(given, recorded)).toBe(did);
  });

  const [running, stopped] = [recordedVm("a", ran), recordedVm("a", off)];
  it.each<[string, boolean, RecordedVm, RecordedLists]>([
    [
      "ran before where it had to be shut down, though it was off at first",
      true,
      stopped,
      lists({ shutdownVms: [stopped] }),
    ],
    [
      "did not run before where it was off, though it migrated live",
      false,
      stopped,
      lists({ liveMigratedVms: [stopped] }),
    ],
    ["ran before where it was on, though it migrated offline", true, running, lists({ offlineMigratedVms: [running] })],
    ["did not run before where it was suspended", false, recordedVm("a", { powerState: "SUSPENDED" }), NO_VMS],
  ])("%s", (_, did, of, given) => {
    expect(ranBefore(given, of)).toBe(did);
  });
});

describe("as before the entry", () => {
  const all = lists({
    shutdownVms: [recordedVm("s")],
    liveMigratedVms: [recordedVm("l")],
    offlineMigratedVms: [recordedVm("o")],
  });
  const away = (...now: Parameters<typeof notBack>[2]) => notBack(all, "host-1", now).map((each) => each.vmName);

  it("are VMs that run on the host, and VMs that are off on it if they were off", () => {
    expect(away(vm("s"), vm("l"), vm("o", off))).toEqual([]);
    expect(away(vm("s"), vm("l"), vm("o"))).toEqual([]);
  });

  it("are not VMs that ran and are off, on another host, or not shown", () => {
    expect(away(vm("s", off), vm("l", { hostId: "host-2" }), vm("o", off))).toEqual(["s", "l"]);
    expect(away(vm("s"), vm("l", { powerState: "SUSPENDED" }), vm("o", { ...off, hostId: "host-2" }))).toEqual([
      "l",
      "o",
    ]);
    expect(away()).toEqual(["s", "l", "o"]);
  });
});
