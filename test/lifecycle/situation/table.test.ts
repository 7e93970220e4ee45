// What each verb does in each situation, with default arguments.
import { describe, expect, it } from "vitest";
import { situate } from "../../../provider/lifecycle/situation/situate";
import { decide, isSeen, type Step, TABLE } from "../../../provider/lifecycle/situation/table";
import { asked, evidence, IN_USE } from "../evidence";

type Name = keyof typeof TABLE;
type Verb = Parameters<typeof decide>[0];
const NAMES = Object.keys(TABLE) as Name[];
const VERBS: Verb[] = ["create", "update", "read", "delete"];

const BY_ITSELF: [title: string, is: Name, Record<Verb, Step>][] = [
  [
    "nothing is done about a host that need not be read",
    "not looked at",
    { create: "refuse", update: "keep", read: "keep", delete: "refuse" },
  ],
  [
    "a free host is entered, and destroy only cares for VMs",
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
    "a session that our name tag proves is recorded, and kept by a refresh, which changes nothing",
    "ours by its tag",
    { create: "recognize", update: "recognize", read: "keep", delete: "recognize" },
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
    "a host without connection is not known to exit",
    "not ready",
    { create: "complete", update: "complete", read: "refresh", delete: "refuse" },
  ],
  [
    "what a failed entry left is recorded before anything else",
    "entry failed",
    { create: "look after", update: "look after", read: "look after", delete: "look after" },
  ],
  [
    "VMs that are owed are given back by a destroy",
    "owed",
    { create: "enter", update: "enter", read: "end", delete: "give back" },
  ],
  [
    "a host whose session is over is entered again, once its VMs were reported",
    "over",
    { create: "forget", update: "enter", read: "end", delete: "give back" },
  ],
  [
    "after the exit of a destroy VMs are given back",
    "out",
    { create: "tell", update: "tell", read: "end", delete: "give back" },
  ],
  [
    "an entry without effect is reported",
    "entry without effect",
    { create: "tell", update: "tell", read: "keep", delete: "tell" },
  ],
  [
    "an exit that was refused is reported",
    "exit refused",
    { create: "tell", update: "tell", read: "keep", delete: "tell" },
  ],
  [
    "an exit without effect is reported",
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
    "a host that may be hidden ends nothing",
    "hidden",
    { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
  ],
  [
    "another CloudTower is not touched",
    "on another CloudTower",
    { create: "refuse", update: "refuse", read: "refuse", delete: "refuse" },
  ],
];

describe("without choices", () => {
  it.each(BY_ITSELF)("%s", (_, is, steps) => {
    for (const verb of VERBS) expect(decide(verb, { is }, asked(), false), verb).toBe(steps[verb]);
  });

  it("each situation has a case above", () => {
    expect(BY_ITSELF.map(([, is]) => is).sort()).toEqual([...NAMES].sort());
  });
});

it("a step gets a host only if the host is shown", () => {
  expect(isSeen(situate(evidence(IN_USE)))).toBe(true);
  expect(isSeen({ is: "gone" })).toBe(false);
});
