// The lists of VMs that a record keeps.
import { describe, expect, it } from "vitest";
import type { RecordedLists, RecordedVm } from "../../../provider/lifecycle/session/record";
import { expectedLists, keepFirst, NO_VMS, notBack, ranBefore } from "../../../provider/lifecycle/vms/lists";
import { listedNames, lists, recordedVm, vm } from "../evidence";

const ran = { powerState: "RUNNING" };
const off = { powerState: "STOPPED" };

describe("before an entry", () => {
  it("VMs that have to be shut down are, running ones migrate live, and all others offline", () => {
    const vms = [
      vm("a"),
      vm("b"),
      vm("c", off),
      vm("d", { powerState: "SUSPENDED" }),
      vm("e", { powerState: "UNKNOWN" }),
    ];
    expect(listedNames(expectedLists(vms, [vm("a")]))).toEqual([["a"], ["b"], ["c", "d", "e"]]);
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
    expect(listedNames(NO_VMS)).toEqual([[], [], []]);
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
    expect(listedNames(both)).toEqual([
      ["s", "x"],
      ["a", "y"],
      ["b", "z"],
    ]);
    expect(both.liveMigratedVms[0]).toEqual(recordedVm("a", ran));
    expect(both.offlineMigratedVms[0]).toEqual(recordedVm("b", off));
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
