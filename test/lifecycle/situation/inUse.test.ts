// The situation of a host that is in use, or that is not shown.
import { describe, expect, it } from "vitest";
import type { Evidence } from "../../../provider/lifecycle/situation/evidence";
import { type SeenName, situate } from "../../../provider/lifecycle/situation/situate";
import { evidence, fact, host, IN_USE, record, submitted, task } from "../evidence";

const judged = (given: Evidence) => situate(given).is;
const inUse = (change: Parameters<typeof evidence>[1] = {}) => evidence(IN_USE, change);
const withoutTask = submitted({ taskId: undefined });

describe("a host that is not shown", () => {
  it.each<Evidence["host"]>([
    { is: "not looked at" },
    { is: "gone" },
    { is: "hidden", seen: undefined },
    { is: "hidden", seen: "web" },
    { is: "on another CloudTower", showsHost: false },
    { is: "on another CloudTower", showsHost: true },
  ])("is what the reading says: $is", (look) => {
    expect(situate({ ...inUse({ record: record() }), host: look })).toEqual(look);
  });
});

describe("a host in a state that has nothing to do with maintenance", () => {
  it.each(["REMOVING", "NEVER_HEARD_OF"])("is strange: %s", (state) => {
    const shown = host({ session: { state } });
    const situation = situate(evidence(shown, { record: record(), liveTasks: [task("EXECUTING")] }));
    expect(situation).toEqual({ is: "strange", host: shown, tasks: [task("EXECUTING")] });
  });
});

describe("a host in use", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is free if no session is known", "free", inUse()],
    ["is free if it was never in maintenance", "free", evidence(host())],
    ["is free whatever other tasks it has", "free", inUse({ liveTasks: [task("EXECUTING")] })],
    ["ends a session that was in maintenance", "over", inUse({ record: record() })],
    ["ends a session that was somebody else's", "over", inUse({ record: record({ phase: "foreign" }) })],
    [
      "ends a session whatever other tasks the host has",
      "over",
      inUse({ record: record(), liveTasks: [task("EXECUTING")] }),
    ],
    ["may owe VMs after an entry that failed", "owed", inUse({ record: submitted({ phase: "entry-failed" }) })],
    [
      "may owe VMs after an entry that failed, whose task is still shown",
      "owed",
      inUse({ record: submitted({ phase: "entry-failed" }), entryTask: task("FAILED") }),
    ],
    ["may owe VMs that were recorded as owed", "owed", inUse({ record: record({ phase: "owed" }) })],
    [
      "may owe VMs after an exit of ours that did not come to its end",
      "owed",
      inUse({ record: record(), facts: [fact("exit submitted")] }),
    ],
    [
      "owes nothing after the exit of another session",
      "over",
      inUse({ record: record(), facts: [fact("exit submitted", record({ maintenanceJobId: "job-2" }))] }),
    ],
    ["owes nothing after our destroy has finished", "over", inUse({ record: record(), facts: [fact("over")] })],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it("is reported with its tasks, and without an owner", () => {
    const tasks = [task("EXECUTING")];
    expect(situate(inUse({ record: record(), liveTasks: tasks }))).toEqual({ is: "over", host: IN_USE, tasks });
  });
});

describe("a host in use whose entry may still be running", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is entering while our task waits", "entering", inUse({ record: submitted(), entryTask: task("PENDING") })],
    ["is entering while our task runs", "entering", inUse({ record: submitted(), entryTask: task("EXECUTING") })],
    ["is entering while our task is not listed yet", "entering", inUse({ record: submitted(), entryTask: "unlisted" })],
    ["is not once our task has succeeded", "owed", inUse({ record: submitted(), entryTask: task("SUCCESSED") })],
    [
      "has seen our entry fail once our task has failed",
      "entry failed",
      inUse({ record: submitted(), entryTask: task("FAILED") }),
    ],
    ["is not if our task is not shown any more", "owed", inUse({ record: submitted() })],
    [
      "is not for another task if ours is known",
      "owed",
      inUse({ record: submitted(), liveTasks: [task("EXECUTING", { id: "task-2" })] }),
    ],
    [
      "is entering while any task runs, if ours is not known",
      "entering",
      inUse({ record: withoutTask, liveTasks: [task("EXECUTING")] }),
    ],
    ["is not if ours is not known and no task runs", "owed", inUse({ record: withoutTask })],
    [
      "is not for an entry that has failed already",
      "owed",
      inUse({ record: submitted({ phase: "entry-failed" }), entryTask: task("EXECUTING") }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });
});
