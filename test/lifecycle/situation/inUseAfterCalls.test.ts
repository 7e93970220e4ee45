// The situation of a host that is in use, after calls of this run.
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../provider/lifecycle/situation/evidence";
import { type SeenName, situate } from "../../../provider/lifecycle/situation/situate";
import { evidence, IN_USE, record, sent, submitted, task } from "../evidence";

const judged = (given: Evidence) => situate(given).is;
const inUse = (change: Parameters<typeof evidence>[1] = {}) => evidence(IN_USE, change);
const withoutTask = submitted({ taskId: undefined });

describe("a host in use after an entry of this run", () => {
  it.each<[string, SeenName, Evidence]>([
    [
      "is entering while the task that was accepted runs",
      "entering",
      inUse({ record: submitted(), entryTask: task("EXECUTING"), run: { entry: sent.accepted() } }),
    ],
    [
      "has not been entered once that task is over",
      "entry without effect",
      inUse({ record: submitted(), entryTask: task("SUCCESSED"), run: { entry: sent.accepted() } }),
    ],
    ["has not been entered if the call was refused", "entry without effect", inUse({ run: { entry: sent.refused() } })],
    [
      "has not been entered if the call was not sent",
      "entry without effect",
      inUse({ run: { entry: sent.notSent() } }),
    ],
    [
      "has not been entered if a second call was refused after the first was lost",
      "entry without effect",
      inUse({ record: withoutTask, run: { entry: sent.refused(1) } }),
    ],
    ["is asked again after a lost call", "owed", inUse({ record: withoutTask, run: { entry: sent.lost(1) } })],
    ["is asked again after four lost calls", "owed", inUse({ record: withoutTask, run: { entry: sent.lost(4) } })],
    [
      "is given up after five lost calls",
      "entry without effect",
      inUse({ record: withoutTask, run: { entry: sent.lost(5) } }),
    ],
    [
      "has not been entered by an entry of an earlier run that this run saw end",
      "entry without effect",
      inUse({ record: submitted(), run: { entryTask: task("FAILED") } }),
    ],
    [
      "is not asked again after a lost call whose task was seen to end",
      "entry without effect",
      inUse({ record: submitted(), run: { entry: sent.lost(1), entryTask: task("FAILED") } }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });
});

describe("a host in use after an exit of this run", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is out", "out", inUse({ record: record(), run: { exit: sent.accepted() } })],
    ["is out if CloudTower did it at once", "out", inUse({ record: record(), run: { exit: sent.done() } })],
    ["is out if the answer was lost", "out", inUse({ record: record(), run: { exit: sent.lost() } })],
    [
      "is out if a second call was refused after the first was lost",
      "out",
      inUse({ record: record(), run: { exit: sent.refused(1) } }),
    ],
    [
      "was taken out by somebody else if our call was refused",
      "over",
      inUse({ record: record(), run: { exit: sent.refused() } }),
    ],
    [
      "was taken out by somebody else if our call was not sent",
      "over",
      inUse({ record: record(), run: { exit: sent.notSent() } }),
    ],
    [
      "is out though an entry came before it in the same run",
      "out",
      inUse({ record: record(), run: { entry: sent.accepted(), exit: sent.accepted() } }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });
});
