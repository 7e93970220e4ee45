// The lists of VMs that a record keeps.
import { describe, expect, it } from "vitest";
import type { Vm } from "../../../provider/cloudtower";
import { NEVER, type RecordedLists, type RecordedVm } from "../../../provider/lifecycle/session/record";
import {
  asShutDown,
  expectedLists,
  keepFirst,
  listOf,
  NO_VMS,
  onlyVms,
  ranBefore,
  withoutStamps,
  withStamps,
} from "../../../provider/lifecycle/vms/lists";
import { listedNames, lists, recordedVm, vm, vmsNow } from "../evidence";

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

describe("two readings", () => {
  const second = lists({
    shutdownVms: [recordedVm("a", off), recordedVm("x")],
    liveMigratedVms: [recordedVm("y")],
    offlineMigratedVms: [recordedVm("b"), recordedVm("z")],
  });

  it("the second counts if there is no first", () => {
    expect(keepFirst(undefined, second)).toEqual(second);
  });

  it("the first wins, and the second only adds VMs", () => {
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
    ["ran before if it had to be shut down", true, lists({ shutdownVms: [recorded] })],
    ["ran before if it migrated live", true, lists({ liveMigratedVms: [recorded] })],
    ["did not run before if it migrated offline", false, lists({ offlineMigratedVms: [recorded] })],
  ])("%s", (_, did, given) => {
    expect(ranBefore(given, recorded)).toBe(did);
  });

  const [running, stopped] = [recordedVm("a", ran), recordedVm("a", off)];
  it.each<[string, boolean, RecordedVm, RecordedLists]>([
    [
      "ran before if it had to be shut down, though it was off at first",
      true,
      stopped,
      lists({ shutdownVms: [stopped] }),
    ],
    [
      "did not run before if it was off, though it migrated live",
      false,
      stopped,
      lists({ liveMigratedVms: [stopped] }),
    ],
    ["ran before where it was on, though it migrated offline", true, running, lists({ offlineMigratedVms: [running] })],
    ["did not run before if it was suspended", false, recordedVm("a", { powerState: "SUSPENDED" }), NO_VMS],
  ])("%s", (_, did, of, given) => {
    expect(ranBefore(given, of)).toBe(did);
  });
});

describe("the list of a VM", () => {
  const of = lists({
    shutdownVms: [recordedVm("s")],
    liveMigratedVms: [recordedVm("l")],
    offlineMigratedVms: [recordedVm("o")],
  });
  it.each([
    ["s", "shutdownVms"],
    ["l", "liveMigratedVms"],
    ["o", "offlineMigratedVms"],
  ])("is known by its UUID: %s in %s", (vmUuid, list) => {
    expect(listOf(of, { vmUuid })).toBe(list);
  });
});

it("some of the VMs may be kept, each in its list", () => {
  const of = lists({
    shutdownVms: [recordedVm("s"), recordedVm("t")],
    liveMigratedVms: [recordedVm("l")],
    offlineMigratedVms: [recordedVm("o")],
  });
  expect(listedNames(onlyVms(of, [recordedVm("t"), recordedVm("o"), recordedVm("other")]))).toEqual([["t"], [], ["o"]]);
  expect(onlyVms(of, [])).toEqual(NO_VMS);
});

describe("after an entry", () => {
  const time = "2026-01-01T12:05:00Z";
  const of = lists({
    shutdownVms: [recordedVm("s")],
    liveMigratedVms: [recordedVm("l", ran)],
    offlineMigratedVms: [recordedVm("o", off)],
  });
  const now = vmsNow(...["s", "l", "o"].map((name) => vm(name, { ...off, hostId: "host-2", lastShutdownTime: time })));
  const stamped = (hasFailed: boolean, seen = now, recorded = of) => {
    const { shutdownVms, liveMigratedVms, offlineMigratedVms } = withStamps(recorded, seen, hasFailed);
    return [...shutdownVms, ...liveMigratedVms, ...offlineMigratedVms];
  };

  it("the last shutdown of VMs that ran before is recorded", () => {
    expect(stamped(false)).toEqual([
      recordedVm("s", { lastShutdownTime: time }),
      recordedVm("l", { ...ran, lastShutdownTime: time }),
      recordedVm("o", off),
    ]);
  });

  it("that failed, the host of each VM is recorded too", () => {
    expect(stamped(true).map((each) => each.hostIdAfter)).toEqual(["host-2", "host-2", "host-2"]);
    expect(stamped(true).map((each) => each.lastShutdownTime)).toEqual([time, time, undefined]);
  });

  it("a VM that runs and has no last shutdown has never had one", () => {
    const running = vmsNow(vm("s"), vm("l"), vm("o"));
    const times = (hasFailed: boolean) => stamped(hasFailed, running).map((each) => each.lastShutdownTime);
    expect(times(true)).toEqual([NEVER, NEVER, undefined]);
    // After an entry one that was to be shut down is read too early.
    expect(times(false)).toEqual([undefined, NEVER, undefined]);
  });

  it("nothing is recorded of a VM that is not shown or has no details", () => {
    expect(stamped(true, vmsNow())).toEqual([recordedVm("s"), recordedVm("l", ran), recordedVm("o", off)]);
    const untold = vmsNow({ ...vm("s", off), hostId: undefined } as unknown as Vm);
    expect(Object.keys(stamped(true, untold)[0] ?? {}).sort()).toEqual(["vmName", "vmUuid"]);
  });

  it("a VM that the entry shut down but that still reads as running is not recorded: it was read too early", () => {
    const early = vmsNow(...["s", "l"].map((name) => vm(name, { ...ran, lastShutdownTime: time })));
    expect(stamped(false, early).map((each) => each.lastShutdownTime)).toEqual([undefined, time, undefined]);
    expect(stamped(true, early).map((each) => each.lastShutdownTime)).toEqual([time, time, undefined]);
  });

  it("what was recorded after an earlier entry stays", () => {
    const noted = recordedVm("s", { lastShutdownTime: "2025-12-31T00:00:00Z", hostIdAfter: "host-9" });
    expect(stamped(true, now, lists({ shutdownVms: [noted] }))).toEqual([noted]);
    expect(stamped(false, vmsNow(), lists({ shutdownVms: [noted] }))).toEqual([noted]);
  });
});

describe("the times of shutdowns", () => {
  const stamp = { lastShutdownTime: "2026-01-01T12:05:00Z" };
  const of = lists({
    shutdownVms: [recordedVm("s", stamp), recordedVm("t", stamp)],
    liveMigratedVms: [recordedVm("l", { ...ran, ...stamp })],
  });

  it("are all dropped, and nothing else, where they tell of another session", () => {
    const without = lists({ shutdownVms: [recordedVm("s"), recordedVm("t")], liveMigratedVms: [recordedVm("l", ran)] });
    expect(withoutStamps(of)).toStrictEqual(without);
  });
});

describe("a VM that is to be shut down now", () => {
  it("is recorded as that, and not as an earlier entry had it; all others stay as they were", () => {
    const first = lists({
      shutdownVms: [recordedVm("s", { lastShutdownTime: "2026-01-01T12:05:00Z" })],
      liveMigratedVms: [recordedVm("t", { ...ran, hostIdAfter: "host-9" }), recordedVm("l", ran)],
    });
    const now = [vm("t"), vm("l")];
    const merged = keepFirst(asShutDown(first, [vm("t")]), expectedLists(now, [vm("t")]));
    expect(merged).toStrictEqual(
      lists({
        shutdownVms: [...first.shutdownVms, recordedVm("t", ran)],
        liveMigratedVms: [recordedVm("l", ran)],
      }),
    );
    expect(asShutDown(first, [])).toStrictEqual(first);
  });

  it("is still known by its name, and as one that ran, if it is not shown now", () => {
    const first = lists({ liveMigratedVms: [recordedVm("t", ran)], offlineMigratedVms: [recordedVm("o", off)] });
    const hidden = { name: "", powerState: "UNKNOWN" };
    expect(asShutDown(first, [vm("t", hidden), vm("o", hidden)])).toStrictEqual(
      lists({ shutdownVms: [recordedVm("t", ran), recordedVm("o", { powerState: "UNKNOWN" })] }),
    );
  });
});
