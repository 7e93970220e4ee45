// What an exit asks CloudTower to bring back, from its exit plan and what the user wants.
import { describe, expect, it } from "vitest";
import type { ExitPlan } from "../../../provider/cloudtower";
import type { RecordedLists } from "../../../provider/lifecycle/session/record";
import {
  namesWithoutVm,
  type Restore,
  type RestorePolicy,
  restoreLists,
} from "../../../provider/lifecycle/vms/restore";
import { exitPlan, lists, plannedVm, policy, recordedVm } from "../evidence";

const ALL = exitPlan({
  shutdownVms: [plannedVm("s")],
  liveMigratedVms: [plannedVm("l")],
  offlineMigratedVms: [plannedVm("o")],
});
const RECORDED = lists({
  shutdownVms: [recordedVm("s")],
  liveMigratedVms: [recordedVm("l")],
  offlineMigratedVms: [recordedVm("o")],
});

interface Given {
  policy?: Partial<RestorePolicy>;
  record?: RecordedLists;
  /** Those that somebody stopped after the entry. */
  stopped?: string[];
}

function restore(plan: ExitPlan, given: Given = {}): Restore {
  const { record = RECORDED, stopped = [] } = given;
  return restoreLists(plan, record, policy(given.policy), (uuid) => stopped.includes(uuid));
}

const asked = (powerOn: string[], liveMigrateBack: string[], offlineMigrateBack: string[]) => ({
  powerOn,
  liveMigrateBack,
  offlineMigrateBack,
});

describe("the VMs that come back", () => {
  it.each<[string, ReturnType<typeof asked>, Given]>([
    ["are all by default", asked(["s"], ["l"], ["o"]), {}],
    ["is without those to be powered on what migrated", asked([], ["l"], ["o"]), { policy: { powerOn: "none" } }],
    ["is without live migrations the rest", asked(["s"], [], ["o"]), { policy: { liveMigrateBack: "none" } }],
    ["is without offline migrations the rest", asked(["s"], ["l"], []), { policy: { offlineMigrateBack: "none" } }],
    [
      "is of each list what is named for it",
      asked(["s"], [], []),
      { policy: { powerOn: ["s"], liveMigrateBack: ["s"], offlineMigrateBack: ["l"] } },
    ],
    [
      "is of each list all but what is excepted",
      asked([], ["l"], ["o"]),
      { policy: { powerOn: { except: ["s"] }, liveMigrateBack: { except: ["s"] } } },
    ],
    ["is not powered on if somebody stopped it", asked([], ["l"], ["o"]), { stopped: ["s"] }],
    ["is migrated back though somebody stopped it", asked(["s"], ["l"], ["o"]), { stopped: ["l", "o"] }],
  ])("%s", (_, wanted, given) => {
    expect(restore(ALL, given).lists).toEqual(wanted);
  });

  it("contain each VM once", () => {
    expect(restore(exitPlan({ shutdownVms: [plannedVm("s"), plannedVm("s")] })).lists.powerOn).toEqual(["s"]);
  });

  it("may be named by a VM's current name or its recorded name", () => {
    const renamed = exitPlan({ shutdownVms: [plannedVm("s", { vmName: "now" })] });
    const record = lists({ shutdownVms: [recordedVm("s", { vmName: "then" })] });
    const named = (name: string) => restore(renamed, { record, policy: { powerOn: [name] } }).lists.powerOn;
    expect(named("now")).toEqual(["s"]);
    expect(named("then")).toEqual(["s"]);
    expect(named("never")).toEqual([]);
  });

  it("leave out a VM without UUID, which is named", () => {
    const plan = exitPlan({ shutdownVms: [{ vmName: "db" }], offlineMigratedVms: [{}] });
    const { lists: wanted, nameless } = restore(plan);
    expect(wanted).toEqual(asked([], [], []));
    expect(nameless).toMatchObject([
      { vmUuid: "", vmName: "db", outcome: "left" },
      { vmUuid: "", vmName: "", outcome: "left" },
    ]);
    expect(nameless[0]?.why).toMatch(/UUID/);
    expect(restore(ALL).nameless).toEqual([]);
  });
});

describe("VMs that changed since the entry", () => {
  const CHANGED = { changed: true, changedReason: "moved by hand" };
  const changed = exitPlan({
    shutdownVms: [plannedVm("s", CHANGED)],
    liveMigratedVms: [plannedVm("l", CHANGED)],
    offlineMigratedVms: [plannedVm("o", CHANGED)],
  });

  it("are powered on, but not migrated back by default", () => {
    const { lists: wanted, notes } = restore(changed);
    expect(wanted).toEqual(asked(["s"], [], []));
    expect([...notes.keys()]).toEqual(["l", "o"]);
    expect(notes.get("l")).toMatch(/changed.*: "moved by hand"$/);
  });

  it("are migrated back if the policy includes them", () => {
    const { lists: wanted, notes } = restore(changed, { policy: { changed: "include" } });
    expect(wanted).toEqual(asked(["s"], ["l"], ["o"]));
    expect([...notes]).toEqual([]);
  });

  it("are noted without a reason if CloudTower gives none", () => {
    const plan = exitPlan({ liveMigratedVms: [plannedVm("l", { changed: true })] });
    expect(restore(plan).notes.get("l")).toMatch(/changed since the entry$/);
  });

  it("are not noted if they are not wanted anyway", () => {
    expect([...restore(changed, { policy: { liveMigrateBack: "none", offlineMigrateBack: "none" } }).notes]).toEqual(
      [],
    );
  });
});

it("nothing is noted about VMs that are not selected or that somebody stopped: their standing says so", () => {
  expect([...restore(ALL, { policy: { powerOn: "none" }, stopped: ["l"] }).notes]).toEqual([]);
  expect([...restore(ALL, { stopped: ["s"] }).notes]).toEqual([]);
});

it("names in the policy that fit no VM are reported, each once; UUIDs are not", () => {
  const uuid = "11111111-1111-4111-8111-111111111111";
  const wanted = policy({
    powerOn: ["a", "x"],
    liveMigrateBack: ["x", uuid],
    offlineMigrateBack: { except: ["y", "b"] },
  });
  expect(namesWithoutVm(wanted, ["a", "b", undefined])).toEqual(["x", "y"]);
  expect(namesWithoutVm(policy(), [])).toEqual([]);
});
