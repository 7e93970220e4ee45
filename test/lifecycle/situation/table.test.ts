// What each verb does in each situation.
import { describe, expect, it } from "vitest";
import type { MaintenanceRequest } from "../../../provider/lifecycle";
import { situate } from "../../../provider/lifecycle/situation/situate";
import { decide, isSeen, STEPS, type Step, TABLE } from "../../../provider/lifecycle/situation/table";
import { evidence, IN_USE } from "../evidence";

type Name = keyof typeof TABLE;
type Verb = Parameters<typeof decide>[0];
const NAMES = Object.keys(TABLE) as Name[];
const VERBS: Verb[] = ["create", "update", "read", "delete"];

/** What a program asks for; by itself: neither to adopt a session nor to end one that is not ours. */
const asked = (change: Partial<MaintenanceRequest> = {}) =>
  ({ ifAlreadyInMaintenance: "fail", onForeignSession: "refuse", ...change }) as MaintenanceRequest;
const ADOPT = asked({ ifAlreadyInMaintenance: "adopt" });
const EXIT = asked({ onForeignSession: "exit" });

const BY_ITSELF: [title: string, is: Name, Record<Verb, Step>][] = [
  [
    "nothing is done about a host that need not be looked at",
    "not looked at",
    { create: "refuse", update: "keep", read: "keep", delete: "refuse" },
  ],
  [
    "a free host is entered, and a destroy has only VMs to look after",
    "free",
    { create: "enter", update: "enter", read: "end", delete: "give back" },
  ],
  [
    "an entry under way is followed, before an exit too",
    "entering",
    { create: "follow", update: "follow", read: "keep", delete: "follow" },
  ],
  [
    "a session of ours is recorded, refreshed, and ended by a destroy",
    "in maintenance",
    { create: "complete", update: "complete", read: "refresh", delete: "exit" },
  ],
  [
    "an exit that may be under way is waited for",
    "exiting",
    { create: "wait", update: "wait", read: "refresh", delete: "wait" },
  ],
  [
    "another's entry is left alone",
    "another's entry",
    { create: "refuse", update: "refuse", read: "mark foreign", delete: "refuse" },
  ],
  [
    "another's maintenance is left alone",
    "another's maintenance",
    { create: "refuse", update: "refuse", read: "mark foreign", delete: "refuse" },
  ],
  [
    "a session that was handed over is left to its new owner",
    "handed over",
    { create: "refuse", update: "keep", read: "keep", delete: "leave" },
  ],
  [
    "a host without connection is not told to exit",
    "not ready",
    { create: "complete", update: "complete", read: "refresh", delete: "refuse" },
  ],
  [
    "VMs that are owed are given back by a destroy",
    "owed",
    { create: "enter", update: "enter", read: "end", delete: "give back" },
  ],
  [
    "a session that is over is entered anew, once its VMs were told of",
    "over",
    { create: "forget", update: "enter", read: "end", delete: "give back" },
  ],
  [
    "after the exit of a destroy VMs are given back",
    "out",
    { create: "tell", update: "tell", read: "end", delete: "give back" },
  ],
  [
    "an entry without effect is told",
    "entry without effect",
    { create: "tell", update: "tell", read: "keep", delete: "tell" },
  ],
  [
    "an exit without effect is told",
    "exit without effect",
    { create: "tell", update: "tell", read: "keep", delete: "tell" },
  ],
  [
    "a host in a strange state is left alone",
    "strange",
    { create: "refuse", update: "refuse", read: "keep", delete: "refuse" },
  ],
  [
    "a host that is gone ends the resource",
    "gone",
    { create: "refuse", update: "refuse", read: "finish", delete: "finish" },
  ],
  [
    "a host that may only be hidden ends nothing",
    "hidden",
    { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
  ],
  [
    "another CloudTower is not touched",
    "on another CloudTower",
    { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
  ],
];

describe("by itself", () => {
  it.each(BY_ITSELF)("%s", (_, is, steps) => {
    for (const verb of VERBS) expect(decide(verb, { is }, asked()), verb).toBe(steps[verb]);
  });

  it("each situation has a case above", () => {
    expect(BY_ITSELF.map(([, is]) => is)).toEqual(NAMES);
  });
});

describe("an argument", () => {
  it.each<[string, Verb, Name, MaintenanceRequest, Step]>([
    ["lets up adopt another's maintenance", "create", "another's maintenance", ADOPT, "adopt"],
    ["lets up adopt another's entry", "create", "another's entry", ADOPT, "adopt"],
    ["lets a later up adopt another's maintenance", "update", "another's maintenance", ADOPT, "adopt"],
    ["lets a later up adopt another's entry", "update", "another's entry", ADOPT, "adopt"],
    ["lets destroy end another's maintenance", "delete", "another's maintenance", EXIT, "exit"],
    ["lets destroy follow another's entry, to end it", "delete", "another's entry", EXIT, "follow"],
  ])("%s", (_, verb, is, request, step) => {
    expect(decide(verb, { is }, request)).toBe(step);
  });

  it("decides nothing where it is not asked for", () => {
    for (const is of NAMES) {
      expect(decide("delete", { is }, ADOPT), is).toBe(decide("delete", { is }, asked()));
      expect(decide("create", { is }, EXIT), is).toBe(decide("create", { is }, asked()));
      expect(decide("update", { is }, EXIT), is).toBe(decide("update", { is }, asked()));
    }
  });

  it("decides nothing for a refresh, which has none", () => {
    for (const is of NAMES) expect(decide("read", { is }, undefined), is).toBe(decide("read", { is }, ADOPT));
  });

  it("that is absent allows nothing", () => {
    expect(decide("create", { is: "another's entry" }, undefined)).toBe("refuse");
    expect(decide("delete", { is: "another's maintenance" }, undefined)).toBe("refuse");
  });
});

describe("in every situation", () => {
  const every = (verbs: Verb[], requests: MaintenanceRequest[]) =>
    NAMES.flatMap((is) => verbs.flatMap((verb) => requests.map((request) => decide(verb, { is }, request))));

  it("a refresh changes nothing on CloudTower", () => {
    const changing: Step[] = ["enter", "adopt", "exit", "give back"];
    expect(every(["read"], [asked(), ADOPT, EXIT]).filter((step) => changing.includes(step))).toEqual([]);
  });

  it("only destroy exits or starts VMs", () => {
    const ending: Step[] = ["exit", "give back", "leave", "finish"];
    expect(every(["create", "update"], [asked(), ADOPT, EXIT]).filter((step) => ending.includes(step))).toEqual([]);
  });

  it("destroy enters nothing and takes nothing over", () => {
    const entering: Step[] = ["enter", "adopt", "complete"];
    expect(every(["delete"], [asked(), ADOPT, EXIT]).filter((step) => entering.includes(step))).toEqual([]);
  });

  it("each step that is decided is described, and each that is described is decided somewhere", () => {
    const decided = new Set(every(VERBS, [asked(), ADOPT, EXIT]));
    expect([...decided].sort()).toEqual(Object.keys(STEPS).sort());
  });
});

it("a host is at hand for a step only where it is shown", () => {
  expect(isSeen(situate(evidence(IN_USE)))).toBe(true);
  expect(isSeen({ is: "gone" })).toBe(false);
});
