// What an exit asks CloudTower to bring back, from its exit plan and what the user wants.
import { describe, expect, it } from "vitest";
import type { ExitPlan, PlannedVm } from "../../../provider/cloudtower";
import { namesWithoutVm, type RestorePolicy, restoreLists } from "../../../provider/lifecycle/vms/restore";
import { lists, plannedVm, recordedVm } from "../evidence";

const policy = (change: Partial<RestorePolicy> = {}): RestorePolicy => ({
  powerOn: "all",
  liveMigrateBack: "all",
  offlineMigrateBack: "all",
  changed: "skip",
  ...change,
});

const plan = (shutdown: PlannedVm[], live: PlannedVm[] = [], offline: PlannedVm[] = []): ExitPlan => ({
  shutdownVms: shutdown,
  liveMigratedVms: live,
  offlineMigratedVms: offline,
});

const ALL = plan([plannedVm("s")], [plannedVm("l")], [plannedVm("o")]);
const CHANGED = { changed: true, changedReason: "moved by hand" };
const RECORDED = lists({
  shutdownVms: [recordedVm("s")],
  liveMigratedVms: [recordedVm("l")],
  offlineMigratedVms: [recordedVm("o")],
});
const asked = (powerOn: string[], liveMigrateBack: string[], offlineMigrateBack: string[]) => ({
  powerOn,
  liveMigrateBack,
  offlineMigrateBack,
});

describe("what comes back", () => {
  it.each<[string, ReturnType<typeof asked>, Partial<RestorePolicy>]>([
    ["is by itself all", asked(["s"], ["l"], ["o"]), {}],
    ["is without those to be powered on what migrated", asked([], ["l"], ["o"]), { powerOn: "none" }],
    ["is without live migrations the rest", asked(["s"], [], ["o"]), { liveMigrateBack: "none" }],
    ["is without offline migrations the rest", asked(["s"], ["l"], []), { offlineMigrateBack: "none" }],
    [
      "is of each list what is named for it",
      asked(["s"], [], []),
      { powerOn: ["s"], liveMigrateBack: ["s"], offlineMigrateBack: ["l"] },
    ],
  ])("%s", (_, wanted, change) => {
    expect(restoreLists(ALL, RECORDED, policy(change)).lists).toEqual(wanted);
  });

  it("names each VM once", () => {
    expect(restoreLists(plan([plannedVm("s"), plannedVm("s")]), RECORDED, policy()).lists.powerOn).toEqual(["s"]);
  });

  it("may be named by the name that a VM has now, or had at the entry", () => {
    const renamed = plan([plannedVm("s", { vmName: "now" })]);
    const recorded = lists({ shutdownVms: [recordedVm("s", { vmName: "then" })] });
    const named = (name: string) => restoreLists(renamed, recorded, policy({ powerOn: [name] })).lists.powerOn;
    expect(named("now")).toEqual(["s"]);
    expect(named("then")).toEqual(["s"]);
    expect(named("never")).toEqual([]);
  });
});

describe("VMs that changed since the entry", () => {
  const changed = plan([plannedVm("s", CHANGED)], [plannedVm("l", CHANGED)], [plannedVm("o", CHANGED)]);

  it("are powered on, and not migrated back by themselves", () => {
    const { lists: wanted, left } = restoreLists(changed, RECORDED, policy());
    expect(wanted).toEqual(asked(["s"], [], []));
    expect(left.map((vm) => [vm.vmUuid, vm.outcome])).toEqual([
      ["l", "left"],
      ["o", "left"],
    ]);
    expect(left[0]?.why).toMatch(/changed.*: moved by hand/);
  });

  it("are migrated back where they are included", () => {
    const { lists: wanted, left } = restoreLists(changed, RECORDED, policy({ changed: "include" }));
    expect(wanted).toEqual(asked(["s"], ["l"], ["o"]));
    expect(left).toEqual([]);
  });

  it("are left without a reason where CloudTower gives none", () => {
    const { left } = restoreLists(plan([], [plannedVm("l", { changed: true })]), RECORDED, policy());
    expect(left[0]?.why).toMatch(/changed since the entry$/);
  });
});

describe("what is left", () => {
  it("is named, with the reason that it is not selected", () => {
    const { left } = restoreLists(ALL, RECORDED, policy({ powerOn: ["other"], changed: "include" }));
    expect(left).toEqual([{ vmUuid: "s", vmName: "s", outcome: "left", why: expect.stringMatching(/not selected/) }]);
  });

  it("is a VM without UUID, whatever the user wants", () => {
    const { lists: wanted, left } = restoreLists(plan([{ vmName: "db" }]), RECORDED, policy());
    expect(wanted.powerOn).toEqual([]);
    expect(left).toEqual([{ vmUuid: "", vmName: "db", outcome: "left", why: expect.stringMatching(/UUID/) }]);
  });

  it("may have neither UUID nor name", () => {
    expect(restoreLists(plan([{}]), RECORDED, policy()).left).toMatchObject([{ vmUuid: "", vmName: "" }]);
  });

  it("is nothing where all comes back", () => {
    expect(restoreLists(ALL, RECORDED, policy()).left).toEqual([]);
  });
});

describe("VMs of the plan", () => {
  it("are told apart that are not in the record", () => {
    const more = plan([plannedVm("s"), plannedVm("new"), { vmName: "nameless" }], [], [plannedVm("o")]);
    expect(restoreLists(more, RECORDED, policy()).added).toEqual([plannedVm("new")]);
  });

  it("bear the name that they had at the entry, where that is known", () => {
    const recorded = lists({ shutdownVms: [recordedVm("s", { vmName: "then" }), recordedVm("gone")] });
    const { names } = restoreLists(plan([plannedVm("s", { vmName: "now" }), plannedVm("new")]), recorded, policy());
    expect(Object.fromEntries(names)).toEqual({ s: "then", gone: "gone", new: "new" });
  });

  it("bear no name where none is known", () => {
    expect(restoreLists(plan([{ vmUuid: "a" }]), lists(), policy()).names.get("a")).toBe("");
  });
});

it("names in the policy that fit no VM are told, each once, and no UUIDs", () => {
  const uuid = "11111111-1111-4111-8111-111111111111";
  const wanted = policy({ powerOn: ["a", "x"], liveMigrateBack: ["x", uuid], offlineMigrateBack: ["y", "b"] });
  expect(namesWithoutVm(wanted, ["a", "b", undefined])).toEqual(["x", "y"]);
  expect(namesWithoutVm(policy(), [])).toEqual([]);
});
