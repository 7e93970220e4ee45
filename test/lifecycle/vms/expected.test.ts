// What has to be true of the VMs of a session after it.
import { describe, expect, it } from "vitest";
import type { SessionRecord } from "../../../provider/lifecycle/session/record";
import { type Expected, expectations } from "../../../provider/lifecycle/vms/expected";
import type { Restore } from "../../../provider/lifecycle/vms/restore";
import type { VmSelector } from "../../../provider/lifecycle/vms/selector";
import { record, recordedVm } from "../evidence";

/** `s` was shut down, `l` migrated live, `o` offline. */
const RECORD = record({
  shutdownVms: [recordedVm("s")],
  liveMigratedVms: [recordedVm("l")],
  offlineMigratedVms: [recordedVm("o")],
});

/** What our exit asked for. */
function restore(lists: Partial<Restore["lists"]>, change: Partial<Restore> = {}): Restore {
  return {
    lists: { powerOn: [], liveMigrateBack: [], offlineMigrateBack: [], ...lists },
    left: [],
    added: [],
    names: new Map(),
    ...change,
  };
}
const ALL = restore({ powerOn: ["s"], liveMigrateBack: ["l"], offlineMigrateBack: ["o"] });
const left = (name: string) => ({ left: [{ vmUuid: name, vmName: name, outcome: "left" as const }] });

interface After {
  restore?: Restore;
  powerOn?: VmSelector;
  isOurDoing?: boolean;
  record?: SessionRecord;
}

function expected({ restore: asked, powerOn = "all", isOurDoing = true, record: of = RECORD }: After): Expected {
  return expectations(of, "host-1", powerOn, asked, isOurDoing);
}

const sorted = (uuids: Iterable<string>) => [...uuids].sort().join(" ");

describe("after an exit of ours", () => {
  it.each<[string, { running: string; onHost: string; asked: string }, After]>([
    ["all that it asked for is to be as asked", { running: "l s", onHost: "l o", asked: "l o s" }, { restore: ALL }],
    [
      "a VM that migrates back live is to run, whatever is to be powered on",
      { running: "l", onHost: "l", asked: "l" },
      { restore: restore({ liveMigrateBack: ["l"] }), powerOn: "none" },
    ],
    [
      "a VM that the plan does not name any more is to run where it ran before",
      { running: "l s", onHost: "", asked: "" },
      { restore: restore({}) },
    ],
    [
      "a VM that was left on purpose is not to run",
      { running: "l", onHost: "", asked: "" },
      { restore: restore({}, left("s")) },
    ],
    [
      "a VM that may not be powered on is not to run",
      { running: "l", onHost: "", asked: "" },
      { restore: restore({}), powerOn: ["l"] },
    ],
    [
      "a VM that came to the plan since is to run",
      { running: "l new s", onHost: "", asked: "new" },
      { restore: restore({ powerOn: ["new"] }) },
    ],
  ])("%s", (_, wanted, after) => {
    const { running, onHost, asked } = expected(after);
    expect({ running: sorted(running), onHost: sorted(onHost), asked: sorted(asked) }).toEqual(wanted);
  });
});

describe("without an exit of ours", () => {
  it("VMs that our entry left off are to run, and nothing is to come back", () => {
    const { running, onHost, asked } = expected({});
    expect([sorted(running), sorted(onHost), sorted(asked)]).toEqual(["l s", "", ""]);
  });

  it("VMs that somebody else's exit left off may be meant to be off", () => {
    expect(sorted(expected({ isOurDoing: false }).running)).toBe("");
  });

  it("a VM that may be powered on is named by UUID or by its recorded name", () => {
    const named = record({ shutdownVms: [recordedVm("s", { vmName: "db" }), recordedVm("t", { vmName: "web" })] });
    expect(sorted(expected({ record: named, powerOn: ["db"] }).running)).toBe("s");
    expect(sorted(expected({ record: named, powerOn: ["t"] }).running)).toBe("t");
    expect(sorted(expected({ record: named, powerOn: "none" }).running)).toBe("");
  });
});

describe("what is told of", () => {
  const told = (after: After) => sorted(expected(after).all.map(({ vmUuid }) => vmUuid));

  it("is every VM of the record, and those that the exit asked for", () => {
    expect(told({ isOurDoing: false })).toBe("l o s");
    expect(told({ restore: restore({ powerOn: ["new"], offlineMigrateBack: ["more"] }) })).toBe("l more new o s");
  });

  it("is each VM once", () => {
    expect(expected({ restore: ALL }).all).toHaveLength(3);
  });

  it("is not what the exit has left: that is told by itself", () => {
    expect(told({ restore: restore({ powerOn: ["s"] }, left("l")) })).toBe("o s");
  });

  it("bears the name of the plan, else that of the record, else none", () => {
    const names = new Map([["s", "in the plan"]]);
    const { all } = expected({ restore: restore({ powerOn: ["s", "new"] }, { names }) });
    const nameOf = (uuid: string) => all.find(({ vmUuid }) => vmUuid === uuid)?.vmName;
    expect([nameOf("s"), nameOf("l"), nameOf("new")]).toEqual(["in the plan", "l", ""]);
  });
});

it("those that ran before are known, apart from what is left", () => {
  expect(sorted(expected({}).ran)).toBe("l s");
  expect(sorted(expected({ restore: restore({}, left("s")) }).ran)).toBe("l");
});

it("the host is the one that was asked for", () => {
  expect(expected({}).hostId).toBe("host-1");
});
