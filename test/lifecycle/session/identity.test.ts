import { describe, expect, it } from "vitest";
import type { Task } from "../../../provider/cloudtower";
import {
  identify,
  identifyByTag,
  type KnownSession,
  shownBy,
  type TaskEvidence,
} from "../../../provider/lifecycle/session/identity";

const SUBMITTED = "2026-01-01T12:00:00.000Z";
const OURS: KnownSession = { phase: "entering", submittedAt: SUBMITTED };

/** So many minutes after our call. */
function minutes(later: number): string {
  return new Date(Date.parse(SUBMITTED) + later * 60_000).toISOString();
}

function taskThat(status: string, finishedAfter?: number): Task {
  return { id: "task", status, ...(finishedAfter === undefined ? {} : { finishedAt: minutes(finishedAfter) }) };
}

describe("whose session it is", () => {
  it.each<[string, KnownSession, { jobId?: string; enteredAt?: string }, TaskEvidence, string]>([
    [
      "ours with our job id, whatever the time",
      { maintenanceJobId: "job" },
      { jobId: "job", enteredAt: minutes(-600) },
      undefined,
      "same",
    ],
    [
      "not ours with another, at the same time",
      { maintenanceJobId: "job", enteredAt: minutes(0) },
      { jobId: "other", enteredAt: minutes(0) },
      undefined,
      "different",
    ],
    [
      "ours without ids, at the time that we know",
      { enteredAt: minutes(3) },
      { enteredAt: minutes(3) },
      undefined,
      "same",
    ],
    ["not ours at another time", { enteredAt: minutes(3) }, { enteredAt: minutes(4) }, undefined, "different"],
    [
      "not ours after an entry that failed",
      { phase: "entry-failed" },
      { enteredAt: minutes(1) },
      undefined,
      "different",
    ],
    [
      "not ours after a session whose VMs are owed",
      { phase: "owed" },
      { enteredAt: minutes(1) },
      undefined,
      "different",
    ],
    ["ours while our task runs, however late it begins", {}, { enteredAt: minutes(20) }, taskThat("EXECUTING"), "same"],
    ["ours while our task is not listed yet", {}, { enteredAt: minutes(20) }, "unlisted", "same"],
    [
      "ours before our task ended, though clocks differ",
      {},
      { enteredAt: minutes(-60) },
      taskThat("SUCCESSED", 5),
      "same",
    ],
    ["ours a minute after our task ended", {}, { enteredAt: minutes(6) }, taskThat("SUCCESSED", 5), "same"],
    ["not ours later than that", {}, { enteredAt: minutes(7) }, taskThat("SUCCESSED", 5), "different"],
    ["ours by a task that succeeded, if its time is not known", {}, {}, taskThat("SUCCESSED", 5), "same"],
    [
      "by the time of our call if the end of our task is not known",
      {},
      { enteredAt: minutes(1) },
      taskThat("SUCCESSED"),
      "same",
    ],
    ["ours while our task ran that failed", {}, { enteredAt: minutes(1) }, taskThat("FAILED", 5), "same"],
    ["not ours after our task failed", {}, { enteredAt: minutes(6) }, taskThat("FAILED", 5), "different"],
    [
      "possibly ours after our task failed, nobody knows when",
      {},
      { enteredAt: minutes(1) },
      taskThat("FAILED"),
      "unknown",
    ],
    ["ours at the time of a call whose answer was lost", {}, { enteredAt: minutes(0) }, undefined, "same"],
    ["ours in the quarter of an hour after that", {}, { enteredAt: minutes(15) }, undefined, "same"],
    ["not ours after that", {}, { enteredAt: minutes(16) }, undefined, "different"],
    ["not ours before the call", {}, { enteredAt: minutes(-1) }, undefined, "different"],
    ["unknown if the host tells nothing", {}, {}, undefined, "unknown"],
    ["unknown if we know nothing", { submittedAt: undefined }, { enteredAt: minutes(0) }, undefined, "unknown"],
  ])("%s", (_, known, session, task, is) => {
    expect(identify({ ...OURS, ...known }, shownBy({ state: "MAINTENANCE_MODE", ...session }), task).is).toBe(is);
  });

  it("between two records: by job id, time, task, and the time of the call", () => {
    const record: KnownSession = { submittedAt: SUBMITTED, taskId: "task" };
    expect(identify(record, { ...record, maintenanceJobId: "job" }).is).toBe("same");
    expect(identify(record, { submittedAt: SUBMITTED, taskId: "other" }).is).toBe("different");
    expect(identify({ submittedAt: SUBMITTED }, { submittedAt: SUBMITTED }).is).toBe("same");
    expect(identify({ submittedAt: SUBMITTED }, { submittedAt: minutes(1) }).is).toBe("different");
  });

  it("says what it was judged by", () => {
    expect(identify({ maintenanceJobId: "a" }, { maintenanceJobId: "b" }).by).toBe("its job id");
    expect(identify(OURS, {}).by).toBe("nothing that CloudTower shows");
    expect(identifyByTag({ jobId: "job" }, { maintenanceJobId: "job" }, "host").by).toBe("its name tag");
    expect(identifyByTag({}, {}, "host").by).toBe("its name tag");
  });

  it("nothing is known of a session that a host does not have", () => {
    expect(shownBy(undefined)).toEqual({});
  });
});

describe("a session on a host with a name tag", () => {
  const ran = (from: number | undefined, to: number | undefined, change: Partial<Task> = {}): Task => ({
    id: "task",
    status: to === undefined ? "EXECUTING" : "SUCCESSED",
    ...(from === undefined ? {} : { startedAt: minutes(from) }),
    ...(to === undefined ? {} : { finishedAt: minutes(to) }),
    ...change,
  });
  const began = (at: number): KnownSession => ({ enteredAt: minutes(at) });
  it.each<[string, string, { jobId?: string; taskId?: string }, KnownSession, TaskEvidence]>([
    ["is the tag's with the job id on it", "same", { jobId: "job" }, { maintenanceJobId: "job" }, undefined],
    [
      "is another with another job id, whatever the task says",
      "different",
      { jobId: "old", taskId: "task" },
      { maintenanceJobId: "job", ...began(5) },
      ran(0, 10),
    ],
    [
      "is the tag's if it began during the task on it",
      "same",
      { taskId: "task" },
      { maintenanceJobId: "job", ...began(5) },
      ran(0, 10),
    ],
    [
      "is the tag's by the task where no job id is shown",
      "same",
      { jobId: "job", taskId: "task" },
      began(5),
      ran(0, 10),
    ],
    [
      "is the tag's if it began in a failed task",
      "same",
      { taskId: "task" },
      began(5),
      ran(0, 10, { status: "FAILED" }),
    ],
    ["is the tag's a minute before the task, by another clock", "same", { taskId: "task" }, began(-1), ran(0, 10)],
    ["may be another earlier than that", "unknown", { taskId: "task" }, began(-2), ran(0, 10)],
    ["is the tag's a minute after the task, by another clock", "same", { taskId: "task" }, began(11), ran(0, 10)],
    ["may be another later than that", "unknown", { taskId: "task" }, began(12), ran(0, 10)],
    ["is the tag's however late while the task runs", "same", { taskId: "task" }, began(600), ran(0, undefined)],
    ["may be another before a task that runs", "unknown", { taskId: "task" }, began(-2), ran(0, undefined)],
    ["is the tag's before it has a time, while the task runs", "same", { taskId: "task" }, {}, ran(0, undefined)],
    ["may be another if it has no time once the task has ended", "unknown", { taskId: "task" }, {}, ran(0, 10)],
    ["may be another if nobody knows when the task began", "unknown", { taskId: "task" }, began(5), ran(undefined, 10)],
    [
      "may be another if nobody knows when the task ended",
      "unknown",
      { taskId: "task" },
      began(5),
      ran(0, undefined, { status: "SUCCESSED" }),
    ],
    ["is the tag's by a task of this host", "same", { taskId: "task" }, began(5), ran(0, 10, { resourceId: "host" })],
    [
      "may be another by a task of another host, where the label hangs, too",
      "unknown",
      { taskId: "task" },
      began(5),
      ran(0, 10, { resourceId: "other" }),
    ],
    ["may be another by a task that the tag does not name", "unknown", { taskId: "other" }, began(5), ran(0, 10)],
    ["may be another while the task is not listed", "unknown", { taskId: "task" }, began(5), "unlisted"],
    ["may be another if the tag names no task", "unknown", {}, {}, "unlisted"],
    ["may be another if the task was not read", "unknown", { taskId: "task" }, began(5), undefined],
  ])("%s", (_, is, tag, session, task) => {
    expect(identifyByTag(tag, session, "host", task).is).toBe(is);
  });
});
