// The situation of a host that is entering or in maintenance, after calls of this run.
import { describe, expect, it } from "vitest";
import type { Evidence, Sent } from "../../../provider/lifecycle/situation/evidence";
import { type SeenName, situate } from "../../../provider/lifecycle/situation/situate";
import { evidence, inMaintenance, minutes, record, sent, submitted, task } from "../evidence";

const OURS = { jobId: "job-1", enteredAt: minutes(1) };
const THEIRS = { jobId: "job-2", enteredAt: minutes(90) };
const RUNS = [task("EXECUTING")];

const judged = (given: Evidence) => situate(given).is;
type Change = Parameters<typeof evidence>[1];
/** Our session, by its job id. */
const ours = (change: Change = {}) => evidence(inMaintenance(OURS), { record: record(), ...change });
/** A host that shows neither id nor time of its session. */
const nameless = (change: Change = {}) => evidence(inMaintenance(), { record: record(), ...change });

describe("a session of unknown owner", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is ours if this run adopted it", "in maintenance", nameless({ run: { adopted: true } })],
    ["is ours if this run's entry was accepted", "in maintenance", nameless({ run: { entry: sent.accepted() } })],
    ["is not ours if this run's entry was lost", "entry without effect", nameless({ run: { entry: sent.lost() } })],
    [
      "is not ours if this run's entry was refused",
      "entry without effect",
      nameless({ run: { entry: sent.refused() } }),
    ],
    ["is ours if this run sent an exit", "exiting", nameless({ run: { exit: sent.accepted() } })],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it("is ours, judged by this run", () => {
    expect(situate(nameless({ run: { adopted: true } }))).toMatchObject({ whose: { is: "same", by: "this run" } });
  });
});

describe("a host in maintenance though the task of our entry failed", () => {
  const failed = task("FAILED", { finishedAt: minutes(5) });
  // Somebody else's session that began after our task had ended. We know neither id nor time of ours.
  const later = { record: submitted(), entryTask: failed };
  it.each<[string, SeenName, Evidence]>([
    [
      "is in our session if this run's entry was accepted",
      "in maintenance",
      evidence(inMaintenance({ enteredAt: minutes(6) }), {
        ...later,
        run: { entry: sent.accepted(), entryTask: failed },
      }),
    ],
    [
      "is in another's session if the entry was of an earlier run",
      "entry without effect",
      evidence(inMaintenance({ enteredAt: minutes(6) }), { ...later, run: { entryTask: failed } }),
    ],
    [
      "is in another's session if its id is not ours",
      "entry without effect",
      evidence(inMaintenance(THEIRS), {
        record: record(),
        entryTask: failed,
        run: { entry: sent.accepted(), entryTask: failed },
      }),
    ],
    [
      "is in another's session after a task that succeeded long before",
      "entry without effect",
      evidence(inMaintenance({ enteredAt: minutes(60) }), {
        record: submitted(),
        entryTask: task("SUCCESSED", { finishedAt: minutes(5) }),
        run: { entry: sent.accepted(), entryTask: task("SUCCESSED", { finishedAt: minutes(5) }) },
      }),
    ],
    [
      "is in our session if that began while the task ran",
      "in maintenance",
      evidence(inMaintenance({ enteredAt: minutes(3) }), { ...later, run: { entryTask: failed } }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });
});

describe("a host in maintenance after an exit of this run", () => {
  const exited = (exit: Sent, change: Change = {}) => ours({ ...change, run: { ...change.run, exit } });
  it.each<[string, SeenName, Evidence]>([
    ["is exiting while its task runs", "exiting", exited(sent.accepted())],
    ["is exiting if CloudTower gave no task", "exiting", exited(sent.done())],
    [
      "was not brought out by a task that ended",
      "exit without effect",
      exited(sent.accepted(), { run: { exitTask: task("SUCCESSED") } }),
    ],
    [
      "refuses to be brought out if the task failed",
      "exit refused",
      exited(sent.accepted(), { run: { exitTask: task("FAILED") } }),
    ],
    ["may be exiting while a task runs after a lost call", "exiting", exited(sent.lost(1), { liveTasks: RUNS })],
    ["may be exiting while a task runs after the last lost call", "exiting", exited(sent.lost(5), { liveTasks: RUNS })],
    ["is asked again after a lost call without a task", "in maintenance", exited(sent.lost(1))],
    ["is asked again after four lost calls", "in maintenance", exited(sent.lost(4))],
    ["is given up after five lost calls", "exit without effect", exited(sent.lost(5))],
    ["refuses to be brought out if the call was refused", "exit refused", exited(sent.refused())],
    [
      "refuses to be brought out for now if the call was refused for now",
      "exit refused",
      exited(sent.refused(0, false)),
    ],
    ["may be exiting if a second call was refused after a lost one", "exiting", exited(sent.refused(1))],
    ["may be exiting if a second call was refused for now", "exiting", exited(sent.refused(1, false))],
    ["was not brought out by a call that was not sent", "exit without effect", exited(sent.notSent())],
    ["was not brought out by a second call that was not sent", "exit without effect", exited(sent.notSent(1))],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });
});

describe("a session of somebody else that this run exits", () => {
  const foreign = { maintenanceJobId: THEIRS.jobId, enteredAt: THEIRS.enteredAt };
  const exits = (exit: Sent, shown = inMaintenance(THEIRS)) =>
    evidence(shown, { record: record(), run: { exit: { ...exit, session: foreign } } });
  it.each<[string, SeenName, Evidence]>([
    ["is exiting while its task runs", "exiting", exits(sent.accepted())],
    ["refuses to be ended if the call was refused", "exit refused", exits(sent.refused())],
    [
      "is not the one that somebody began after it",
      "another's maintenance",
      exits(sent.accepted(), inMaintenance({ jobId: "job-3", enteredAt: minutes(120) })),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it("is for this run to follow, and said to be so", () => {
    expect(situate(exits(sent.accepted()))).toMatchObject({ whose: { is: "same", by: "this run" } });
  });
});
