// The facts of a session.
import { describe, expect, it } from "vitest";
import {
  entryOf,
  exitOf,
  type Fact,
  holderOf,
  isAhead,
  isOver,
  latest,
} from "../../../provider/lifecycle/session/facts";
import type { SessionRecord } from "../../../provider/lifecycle/session/record";
import { fact, minutes, record, submitted } from "../evidence";

/** Ours, and one of ours an hour later. */
const FIRST = record();
const SECOND = record({
  submittedAt: minutes(60),
  taskId: "task-2",
  enteredAt: minutes(61),
  maintenanceJobId: "job-2",
});
const theirs = fact("held", FIRST, { owner: "them" });

describe("the current session", () => {
  it.each<[string, SessionRecord | undefined, SessionRecord | undefined, Fact[]]>([
    ["is that of the state if nothing else is known", FIRST, FIRST, []],
    ["is that of the state if the facts are about it", FIRST, FIRST, [fact("submitted", submitted())]],
    ["is that of the state if the facts are about an earlier one", SECOND, SECOND, [fact("submitted", FIRST)]],
    ["is a later one that only the facts know", SECOND, FIRST, [fact("submitted", SECOND)]],
    ["is a later one whose exit the facts know", SECOND, FIRST, [fact("exit ended", SECOND)]],
    [
      "is the last of several later ones",
      SECOND,
      FIRST,
      [fact("exit submitted", SECOND), fact("submitted", record({ submittedAt: minutes(30) }))],
    ],
    ["is not one that another resource holds", FIRST, FIRST, [fact("held", SECOND, { owner: "them" })]],
    ["is none without state and facts", undefined, undefined, []],
    ["is without a state the entry that was submitted", FIRST, undefined, [fact("submitted", FIRST)]],
    [
      "is without a state not one whose exit was submitted",
      undefined,
      undefined,
      [fact("exit submitted", FIRST), fact("submitted", FIRST)],
    ],
    [
      "is without a state not one whose exit has ended",
      undefined,
      undefined,
      [fact("submitted", FIRST), fact("exit ended", FIRST)],
    ],
    [
      "is without a state an entry after the exit of another",
      SECOND,
      undefined,
      [fact("exit submitted", FIRST), fact("submitted", SECOND)],
    ],
    ["is without a state not one that is only held", undefined, undefined, [theirs]],
    ["is without a state not one that came to its end", undefined, undefined, [fact("over", FIRST)]],
  ])("%s", (_, session, inState, facts) => {
    expect(latest(inState, facts)).toEqual(session);
  });
});

describe("the exit of a session", () => {
  it.each<[string, boolean, Fact[]]>([
    ["is known once it was submitted", true, [fact("exit submitted")]],
    ["is known once it ended without full success", true, [fact("exit ended")]],
    ["is not that of another session", false, [fact("exit submitted", SECOND)]],
    ["is not its entry", false, [fact("submitted")]],
    ["is not that somebody holds it", false, [theirs]],
    ["is not one that came to a good end", false, [fact("over")]],
    ["is unknown without facts", false, []],
  ])("%s", (_, isKnown, facts) => {
    expect(exitOf(FIRST, facts)).toBe(isKnown ? facts[0] : undefined);
  });
});

describe("how we came by a session", () => {
  const held = fact("held", FIRST, { at: minutes(2), reason: "new memory" });
  const submission = fact("submitted", FIRST);
  it.each<[string, Fact | undefined, Fact[]]>([
    ["is the entry that we submitted", submission, [fact("exit submitted"), submission]],
    ["is that we entered or adopted it, once that is known", held, [submission, held]],
    ["is not what became of it later", undefined, [fact("exit submitted"), fact("exit ended"), fact("over")]],
    ["is not how another resource came by it", undefined, [theirs, fact("submitted", FIRST, { owner: "them" })]],
    ["is not how we came by another session", undefined, [fact("held", SECOND), fact("submitted", SECOND)]],
    ["is our own entry, whoever took the session over", submission, [theirs, submission]],
    ["is unknown without facts", undefined, []],
  ])("%s", (_, entry, facts) => {
    expect(entryOf(FIRST, facts, "us")).toBe(entry);
  });
});

describe("a session that our own destroy has ended", () => {
  it.each<[string, boolean, Fact[]]>([
    ["is over", true, [theirs, fact("over")]],
    ["is not over while the exit is under way", false, [fact("exit submitted")]],
    ["is not over after an exit without full success", false, [fact("exit ended")]],
    ["is not over because another is", false, [fact("over", SECOND)]],
    ["is not over without facts", false, []],
  ])("%s", (_, is, facts) => {
    expect(isOver(FIRST, facts)).toBe(is);
  });
});

describe("the facts", () => {
  const anonymous = submitted({ submittedAt: undefined, taskId: undefined });
  it.each<[string, boolean, SessionRecord, Fact[]]>([
    ["are ahead of the state with an exit of its session", true, FIRST, [fact("exit submitted")]],
    ["are ahead of the state with the end of its exit", true, FIRST, [fact("exit ended")]],
    ["are ahead of the state with the end of its session", true, FIRST, [fact("over")]],
    ["are ahead of the state with a later entry", true, FIRST, [fact("submitted", SECOND)]],
    ["are not ahead with the entry that the state has", false, FIRST, [fact("submitted")]],
    ["are not ahead with an exit of an earlier session", false, SECOND, [fact("exit submitted", FIRST)]],
    ["are not ahead because somebody holds a session", false, FIRST, [theirs, fact("held"), fact("held", SECOND)]],
    ["are not ahead if there are none", false, FIRST, []],
    ["are not ahead of a session without any time", false, anonymous, [fact("exit submitted", FIRST)]],
    [
      "are not ahead of one with a task alone",
      false,
      { ...anonymous, taskId: "task-1" },
      [fact("exit submitted", FIRST)],
    ],
    [
      "are ahead of one of which only the time is known",
      true,
      { ...anonymous, enteredAt: minutes(1) },
      [fact("exit submitted", FIRST)],
    ],
    [
      "are ahead of one of which only the call is known",
      true,
      submitted({ taskId: undefined }),
      [fact("exit submitted", FIRST)],
    ],
  ])("%s", (_, are, inState, facts) => {
    expect(isAhead(inState, facts)).toBe(are);
  });
});

describe("the holder of a session", () => {
  it.each<[string, string | undefined, Fact[]]>([
    ["is who entered or adopted it", "them", [theirs]],
    ["is who did so last", "others", [theirs, fact("held", FIRST, { owner: "others" })]],
    ["is nobody else if we took it back", undefined, [theirs, fact("held")]],
    ["is nobody for another session", undefined, [fact("held", SECOND, { owner: "them" })]],
    ["is not one who only submitted it", undefined, [fact("submitted", FIRST, { owner: "them" })]],
    ["is found whatever came later", "them", [theirs, fact("exit submitted")]],
    ["is nobody without facts", undefined, []],
  ])("%s", (_, holder, facts) => {
    expect(holderOf(FIRST, facts, "us")).toBe(holder);
  });
});
