// What became of the VMs of a session, held against what is expected of them.
import { describe, expect, it } from "vitest";
import type { Vm } from "../../../provider/cloudtower";
import { downVms, type Expected, isAsAsked, offVms, outcomes } from "../../../provider/lifecycle/vms/expected";
import { vm, vmsNow } from "../evidence";

const off = { powerState: "STOPPED" };
const elsewhere = { hostId: "host-2", hostName: "node-2" };
const inBin = { ...off, inRecycleBin: true } as const;

/** What is expected of the VM `a`: it is to run, to be on the host, was asked for by our exit, ran before. */
function expectedOfA(words: string): Expected {
  const has = (word: string) => new Set(words.split(" ").includes(word) ? ["a"] : []);
  return {
    hostId: "host-1",
    running: has("runs"),
    onHost: has("here"),
    asked: has("asked"),
    ran: has("ran"),
    all: [{ vmUuid: "a", vmName: "a" }],
  };
}

const seen = (change: Partial<Vm> | undefined) => (change ? vmsNow(vm("a", change)) : vmsNow());

describe("an exit has done what it was asked for", () => {
  it.each<[string, boolean, string, Partial<Vm> | undefined]>([
    ["where the VM runs on the host", true, "asked runs here", {}],
    ["not while the VM is off", false, "asked runs here", off],
    ["not while the VM is elsewhere", false, "asked runs here", elsewhere],
    ["where a VM that is only to run runs elsewhere", true, "asked runs", elsewhere],
    ["where a VM that is only to come back is off on the host", true, "asked here", off],
    ["not while that is off elsewhere", false, "asked here", { ...off, ...elsewhere }],
    ["where the VM is not shown any more", true, "asked runs here", undefined],
    ["where the VM is in the recycle bin", true, "asked runs here", { ...inBin, ...elsewhere }],
    ["whatever else is expected, where nothing was asked for", true, "runs here", off],
  ])("%s", (_, has, words, now) => {
    expect(isAsAsked(seen(now), expectedOfA(words))).toBe(has);
  });

  it("only where all VMs are as asked", () => {
    const both = { ...expectedOfA("asked runs"), asked: new Set(["a", "b"]), running: new Set(["a", "b"]) };
    expect(isAsAsked(vmsNow(vm("a"), vm("b")), both)).toBe(true);
    expect(isAsAsked(vmsNow(vm("a"), vm("b", off)), both)).toBe(false);
  });
});

describe("a VM that is to run", () => {
  it.each<[string, { isStarted: boolean; isDown: boolean }, Partial<Vm> | undefined]>([
    ["and runs, is left alone", { isStarted: false, isDown: false }, {}],
    ["and is off, can be started", { isStarted: true, isDown: true }, off],
    ["and is off elsewhere, can be started", { isStarted: true, isDown: true }, { ...off, ...elsewhere }],
    [
      "and is suspended, does not run and cannot be started",
      { isStarted: false, isDown: true },
      { powerState: "SUSPENDED" },
    ],
    ["and of which nothing is known, does not run", { isStarted: false, isDown: true }, { powerState: "UNKNOWN" }],
    ["and is in the recycle bin, is gone", { isStarted: false, isDown: false }, inBin],
    ["and was deleted, is gone", { isStarted: false, isDown: false }, { powerState: "DELETED" }],
    ["and is not shown, is gone", { isStarted: false, isDown: false }, undefined],
  ])("%s", (_, { isStarted, isDown }, now) => {
    const wanted = expectedOfA("runs ran");
    expect(offVms(seen(now), wanted)).toEqual(isStarted ? wanted.all : []);
    expect(downVms(seen(now), wanted)).toEqual(isDown ? wanted.all : []);
  });

  it("is none that is not expected to", () => {
    expect(offVms(seen(off), expectedOfA("here ran asked"))).toEqual([]);
    expect(downVms(seen(off), expectedOfA("here ran asked"))).toEqual([]);
  });
});

describe("the receipt", () => {
  const outcomeOf = (words: string, now: Partial<Vm> | undefined) => outcomes(seen(now), expectedOfA(words));

  it.each<[string, string, Partial<Vm>]>([
    ["that runs on the host", "asked runs here ran", {}],
    ["that runs on the host, though nobody asked for it", "ran", {}],
    ["that is off on the host as it was before", "asked here", off],
    ["that runs on the host, though it was off before", "asked here", {}],
  ])("tells of a VM as restored %s", (_, words, now) => {
    expect(outcomeOf(words, now)).toEqual([{ vmUuid: "a", vmName: "a", outcome: "restored" }]);
  });

  it.each<[string, RegExp, string, Partial<Vm>]>([
    ["that is to run and is off", /STOPPED/, "asked runs here ran", off],
    [
      "that is to run and is suspended elsewhere",
      /SUSPENDED on node-2/,
      "runs ran",
      { powerState: "SUSPENDED", ...elsewhere },
    ],
    ["that runs and did not come back", /come back.*node-2/, "asked runs here ran", elsewhere],
    ["that is off and did not come back", /come back.*node-2/, "asked here", { ...off, ...elsewhere }],
  ])("tells of a VM as failed %s", (_, why, words, now) => {
    expect(outcomeOf(words, now)).toMatchObject([{ outcome: "failed", why: expect.stringMatching(why) }]);
  });

  it.each<[string, RegExp, string, Partial<Vm> | undefined]>([
    ["that is not shown any more", /not shown/, "asked runs here ran", undefined],
    ["that was deleted", /not shown/, "asked runs here ran", { powerState: "DELETED" }],
    ["that is in the recycle bin", /recycle bin/, "asked runs here ran", inBin],
    ["that was started elsewhere", /another host.*node-2/, "asked runs ran", elsewhere],
    [
      "that was started on a host that is not shown",
      /another host: none/,
      "asked runs ran",
      { hostId: "x", hostName: undefined },
    ],
    ["that ran and that nobody asked to start", /^is STOPPED on node-1/, "ran", off],
    ["that is off elsewhere, and that nobody asked to bring back", /STOPPED on node-2/, "", { ...off, ...elsewhere }],
  ])("tells of a VM as left %s", (_, why, words, now) => {
    expect(outcomeOf(words, now)).toMatchObject([{ outcome: "left", why: expect.stringMatching(why) }]);
  });

  it("says of a VM that the exit did not ask for that it was not in the plan, where there was an exit", () => {
    const wanted = { ...expectedOfA("ran"), asked: new Set(["b"]) };
    expect(outcomes(seen(elsewhere), wanted)[0]?.why).toMatch(/not in CloudTower's exit plan.*node-2/);
    expect(outcomes(seen(elsewhere), expectedOfA("ran"))[0]?.why).not.toMatch(/exit plan/);
  });

  it("tells of each VM", () => {
    const both = { ...expectedOfA("ran"), all: ["a", "b"].map((name) => ({ vmUuid: name, vmName: name })) };
    expect(outcomes(vmsNow(vm("a"), vm("b")), both).map((each) => each.vmUuid)).toEqual(["a", "b"]);
  });
});
