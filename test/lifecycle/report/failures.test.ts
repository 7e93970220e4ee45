import { describe, expect, it } from "vitest";
import type { Host, Vm } from "../../../provider/cloudtower";
import type { SessionRecord } from "../../../provider/lifecycle";
import type { About, LifecycleError } from "../../../provider/lifecycle/report/failure";
import { failures } from "../../../provider/lifecycle/report/failures";
import { rowsOfReadme } from "../../shared/readmeErrors";

const VMS: Vm[] = [{ id: "cvm", vmUuid: "uuid-1", name: "web-01", powerState: "STOPPED", hostName: "node-2" }];
const RECORDED = [{ vmUuid: "uuid-1", vmName: "web-01" }];
const HOST = { name: "node-1", session: { state: "MAINTENANCE_MODE", jobId: "job", enteredAt: "2026-01-01" } } as Host;
const NAME = { speaker: "allowShutdown", name: "web-1", clusterName: "east" };

type Failures = typeof failures;
/** The arguments of each failure, except `about`. */
type Details = { [Name in keyof Failures]: Parameters<Failures[Name]> extends [About, ...infer Rest] ? Rest : never };

/** One example of each. A failure without one does not compile. */
const EXAMPLES: Details = {
  hostUnreadable: [],
  vmsUnreadable: [],
  exitPlanUnreadable: [],
  journalUnreadable: [],
  journalUnwritable: [],
  namesUnreadable: [],
  precheckFailed: [],
  takeOverFailed: [],
  hostGone: [],
  entryBrokenOff: [],
  entryUnseen: ["; still running on the host: web-01"],
  stillEntering: [""],
  clusterHeld: [{ ...HOST, name: "node-2" }, "project/stack/other", "project/stack/this"],
  clusterClaimed: ["node-2"],
  anotherStacks: ["project/other/host", "job a, since b"],
  entryLost: [],
  exitUnprepared: [],
  exitRefused: [],
  exitBrokenOff: [],
  exitLost: [],
  exitUnseen: [],
  otherTaskUnseen: [],
  vmsUnreadableAfterExit: [],
  startUnseen: [],
  hostNotShown: ["https://tower", "host-id"],
  otherCloudTower: ["https://other", true, { server: "https://tower" } as SessionRecord],
  hostHidden: ["https://tower", undefined, "east"],
  vmsHidden: ["https://tower", "east"],
  strangeState: [{ ...HOST, session: { state: "REMOVING" } }],
  hostTaken: [HOST, false],
  precheckRefused: ['"data recovery is running"'],
  unknownName: [NAME, VMS],
  ambiguousName: [NAME, VMS],
  ownVm: [VMS],
  notCovered: [VMS, ["uuid-1"]],
  beyondCap: [VMS],
  entryRefused: [undefined, false],
  entryRefusedHalfway: [RECORDED],
  entryFailed: ["no luck", "All its VMs are as they were before"],
  entryWithoutEffect: ["IN_USE"],
  notOurSession: ["in maintenance", "job a, since b"],
  handedOver: ["project/stack/other"],
  exitFailed: [undefined, "All its VMs are as they were before"],
  exitWithoutEffect: ["MAINTENANCE_MODE"],
  foreignSession: ["job a", "job b", "its job id"],
  notConnected: ["CONNECTING"],
  cannotStart: [RECORDED],
};

const ABOUT: About = { verb: "delete", host: "node-1", taskId: "task-1", cause: new Error("HTTP 503") };

function messageOf(name: keyof Failures, about = ABOUT): LifecycleError {
  return (failures[name] as (...all: unknown[]) => LifecycleError)(about, ...EXAMPLES[name]);
}

/** The README's first table of errors, which is about hosts. */
const ROWS = rowsOfReadme("## When things go wrong", "Of the connection, the settings");

const NAMES = Object.keys(failures) as (keyof Failures)[];

describe.each(NAMES)("the failure %s", (name) => {
  it("names the host, the phase, the task and the cause, and a command that can help", () => {
    const { message } = messageOf(name);
    expect(message).toMatch(/^host node-1, (observe|precheck|consent|enter|exit|start VMs), task task-1: /);
    expect(message).toContain(": HTTP 503. Next: ");
    expect(message.slice(message.indexOf("Next: "))).toMatch(/pulumi (up|destroy|refresh|state delete)/);
    expect(message).not.toMatch(/undefined|\{command\}|mend|be it/);
  });

  it("says that nothing was changed only if that is true of the whole run", () => {
    const error = messageOf(name);
    const isUnchanged = error.failure.isUnchanged;
    expect(error.message.includes("; nothing was changed")).toBe(isUnchanged);
    const inReplacement = error.with({ earlier: "node-0 has already left maintenance" }).message;
    expect(inReplacement).not.toContain("; nothing was changed");
    if (isUnchanged) expect(inReplacement).toContain("On this host nothing was changed; node-0 has already left");
  });

  it("is in the README's table, in its own words", () => {
    const { message } = messageOf(name);
    expect(ROWS.some((quotes) => quotes.some((quote) => message.includes(quote)))).toBe(true);
  });
});

it("each row of the README's table quotes a failure", () => {
  const messages = NAMES.map((name) => messageOf(name).message);
  // Reported by the journal, before a verb begins.
  const others = ["cannot be written"];
  const unknown = ROWS.filter(
    (quotes) => !quotes.every((quote) => [...messages, ...others].some((text) => text.includes(quote))),
  );
  expect(unknown).toEqual([]);
});

it("the command is the verb's own", () => {
  const messages = (["create", "update", "read", "delete"] as const).map(
    (verb) => messageOf("vmsUnreadable", { verb, host: "node-1" }).message,
  );
  expect(messages.map((message) => /run (pulumi \w+) again/.exec(message)?.[1])).toEqual([
    "pulumi up",
    "pulumi up",
    "pulumi refresh",
    "pulumi destroy",
  ]);
});
