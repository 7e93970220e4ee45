// What decides whether two sessions are the same, and what is ignored once that is decided.
import { describe, expect, it } from "vitest";
import {
  type Identity,
  identify,
  isLater,
  isNamed,
  type KnownSession,
  type TaskEvidence,
} from "../../../provider/lifecycle/session/identity";
import { minutes, task } from "../evidence";

const CALL: KnownSession = { phase: "entering", submittedAt: minutes(0) };

describe("what distinguishes two sessions", () => {
  it.each<[string, Identity["is"], RegExp, KnownSession, KnownSession, TaskEvidence?]>([
    [
      "is first the job id",
      "same",
      /job id/,
      { maintenanceJobId: "a", enteredAt: minutes(1) },
      { maintenanceJobId: "a", enteredAt: minutes(2) },
    ],
    [
      "is then the time that it began",
      "different",
      /its time/,
      { enteredAt: minutes(1), taskId: "a" },
      { enteredAt: minutes(2), taskId: "a" },
    ],
    [
      "is then the task",
      "same",
      /its task/,
      { taskId: "a", submittedAt: minutes(0) },
      { taskId: "a", submittedAt: minutes(1) },
    ],
    ["is then the time of the call", "same", /its call/, CALL, { submittedAt: minutes(0) }],
    [
      "is for an entry that failed that it failed",
      "different",
      /end of our entry/,
      { ...CALL, phase: "entry-failed" },
      { enteredAt: minutes(1) },
      task("EXECUTING"),
    ],
    ["is then the outcome of the task", "same", /task of our entry/, CALL, { enteredAt: minutes(99) }, task("PAUSED")],
    ["is last how long after the call it began", "same", /our call/, CALL, { enteredAt: minutes(1) }],
    ["may be nothing", "unknown", /nothing/, CALL, {}],
  ])("%s", (_, is, by, ours, other, evidence) => {
    const identity = identify(ours, other, evidence);
    expect(identity.is).toBe(is);
    expect(identity.by).toMatch(by);
  });

  it.each<[string, Identity["is"], KnownSession, KnownSession, TaskEvidence?]>([
    [
      "a job id that only one side knows says nothing",
      "same",
      { maintenanceJobId: "a", enteredAt: minutes(1) },
      { enteredAt: minutes(1) },
    ],
    ["a task that only one side knows says nothing", "same", { ...CALL, taskId: "a" }, { enteredAt: minutes(1) }],
    ["a call that only one side knows says nothing", "unknown", CALL, {}],
    [
      "the same moment in two notations is one",
      "same",
      { enteredAt: "2026-01-01T12:00:00Z" },
      { enteredAt: "2026-01-01T13:00:00+01:00" },
    ],
    [
      "equal strings are equal times, even if they are not dates",
      "same",
      { enteredAt: "yesterday" },
      { enteredAt: "yesterday" },
    ],
    [
      "two texts that are no time are not the same time",
      "different",
      { enteredAt: "yesterday" },
      { enteredAt: "today" },
    ],
  ])("%s", (_, is, ours, other, evidence) => {
    expect(identify(ours, other, evidence).is).toBe(is);
  });
});

describe("a session that may be the result of our task", () => {
  const ended = (status: string, after: number) => task(status, { finishedAt: minutes(after) });
  it.each<[string, Identity["is"], KnownSession, KnownSession, TaskEvidence]>([
    ["is ours while CloudTower does not list the task yet", "same", { phase: "entering" }, {}, "unlisted"],
    [
      "is ours at the very moment of the call, of a task that failed",
      "same",
      CALL,
      { enteredAt: minutes(0) },
      ended("FAILED", 5),
    ],
    ["is ours at the very end of a task that failed", "same", CALL, { enteredAt: minutes(5) }, ended("FAILED", 5)],
    [
      "is not ours before the call, of a task that failed",
      "different",
      CALL,
      { enteredAt: minutes(-1) },
      ended("FAILED", 5),
    ],
    ["is not ours without a time, of a task that failed", "different", CALL, {}, ended("FAILED", 5)],
    [
      "is not ours if we know no call, of a task that failed",
      "different",
      { phase: "entering" },
      { enteredAt: minutes(1) },
      ended("FAILED", 5),
    ],
    ["is ours a minute after a task that succeeded", "same", CALL, { enteredAt: minutes(6) }, ended("SUCCESSED", 5)],
    [
      "is judged by the call if the end of the task is not known",
      "different",
      CALL,
      { enteredAt: minutes(16) },
      task("SUCCESSED"),
    ],
  ])("%s", (_, is, ours, shown, evidence) => {
    expect(identify(ours, shown, evidence).is).toBe(is);
  });
});

it.each<[string, boolean, KnownSession, KnownSession]>([
  ["by its id if both know it", true, { maintenanceJobId: "a" }, { maintenanceJobId: "b" }],
  ["by its time if both know it", true, { enteredAt: minutes(1) }, { enteredAt: minutes(2) }],
  ["not by an id that only we know", false, { maintenanceJobId: "a" }, {}],
  ["not by an id that only the other knows", false, {}, { maintenanceJobId: "a" }],
  ["not by a time that only we know", false, { enteredAt: minutes(1) }, {}],
  ["not by a time that only the other knows", false, {}, { enteredAt: minutes(1) }],
  ["not by an id here and a time there", false, { maintenanceJobId: "a" }, { enteredAt: minutes(1) }],
  ["not by task and call", false, { taskId: "a", submittedAt: minutes(0) }, { taskId: "a", submittedAt: minutes(0) }],
])("a session is named %s", (_, is, ours, other) => {
  expect(isNamed(ours, other)).toBe(is);
});

it.each<[string, boolean, KnownSession, KnownSession]>([
  ["that was submitted after it", true, { submittedAt: minutes(1) }, { submittedAt: minutes(0) }],
  [
    "given in another notation",
    true,
    { submittedAt: "2026-01-01T12:00:00Z" },
    { submittedAt: "2026-01-01T12:59:00+01:00" },
  ],
  ["if nothing is known of the other", true, { submittedAt: minutes(0) }, {}],
  [
    "that had begun when it was taken over",
    true,
    { enteredAt: minutes(9) },
    { submittedAt: minutes(0), enteredAt: minutes(1) },
  ],
  ["whose call is known, and which was taken over", true, { enteredAt: minutes(9) }, { submittedAt: minutes(0) }],
  [
    "that began before, whichever was submitted first",
    true,
    { submittedAt: minutes(0), enteredAt: minutes(2) },
    { submittedAt: minutes(1), enteredAt: minutes(1) },
  ],
])("an entry is later than one %s", (_, is, one, other) => {
  expect(isLater(one, other)).toBe(is);
  expect(isLater(other, one)).toBe(false);
});

it.each<[string, KnownSession, KnownSession]>([
  ["at the same moment", { submittedAt: minutes(0) }, { submittedAt: minutes(0) }],
  ["if nothing is known of either", {}, {}],
])("neither of two entries is later %s", (_, one, other) => {
  expect(isLater(one, other)).toBe(false);
});
