// The situation of a host that is entering or in maintenance.
import { describe, expect, it } from "vitest";
import type { Identity } from "../../../provider/lifecycle/session/identity";
import type { Tag } from "../../../provider/lifecycle/session/tag";
import type { Evidence } from "../../../provider/lifecycle/situation/evidence";
import { type Seen, type SeenName, situate } from "../../../provider/lifecycle/situation/situate";
import { entering, evidence, fact, inMaintenance, minutes, record, sent, submitted, task } from "../evidence";

const OURS = { jobId: "job-1", enteredAt: minutes(1) };
const THEIRS = { jobId: "job-2", enteredAt: minutes(90) };
const RUNS = [task("EXECUTING")];

const judged = (given: Evidence) => situate(given).is;
type Change = Parameters<typeof evidence>[1];
/** Our session, by its job id. */
const ours = (change: Change = {}) => evidence(inMaintenance(OURS), { record: record(), ...change });
/** A host that shows neither id nor time of its session. */
const nameless = (change: Change = {}) => evidence(inMaintenance(), { record: record(), ...change });

describe("a host in our session", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is in maintenance", "in maintenance", ours()],
    ["is entering", "entering", evidence(entering(OURS), { record: record() })],
    ["is in maintenance whatever other tasks it has", "in maintenance", ours({ liveTasks: RUNS })],
    [
      "may be exiting while a task runs after an exit of ours",
      "exiting",
      ours({ liveTasks: RUNS, facts: [fact("exit submitted")] }),
    ],
    [
      "is in maintenance once no task runs after an exit of ours",
      "in maintenance",
      ours({ facts: [fact("exit ended")] }),
    ],
    [
      "is in maintenance though a task runs after the exit of another session",
      "in maintenance",
      ours({ liveTasks: RUNS, facts: [fact("exit submitted", record({ maintenanceJobId: "job-2" }))] }),
    ],
    [
      "is entering though an exit of ours is known",
      "entering",
      evidence(entering(OURS), { record: record(), facts: [fact("exit submitted")], liveTasks: RUNS }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it.each<[string, SeenName]>([
    ["CONNECTED_HEALTHY", "in maintenance"],
    ["CONNECTED_ERROR", "in maintenance"],
    ["CONNECTING", "not ready"],
    ["INITIALIZING", "not ready"],
    ["SESSION_EXPIRED", "not ready"],
  ])("is judged by its connection: %s is %s", (status, situation) => {
    expect(judged(evidence(inMaintenance(OURS, { status }), { record: record() }))).toBe(situation);
  });

  it("is reported with its tasks, and with what shows whose session it is", () => {
    const shown = inMaintenance(OURS);
    const situation = situate(evidence(shown, { record: record(), liveTasks: RUNS })) as Seen;
    expect(situation).toMatchObject({ is: "in maintenance", host: shown, tasks: RUNS, whose: { is: "same" } });
    expect(situation.whose?.by).toMatch(/job id/);
    expect(situation.holder).toBeUndefined();
  });
});

describe("a session that another resource has taken over", () => {
  const handedOver = { facts: [fact("held", record(), { owner: "them" })] };
  it.each<[string, SeenName, Evidence]>([
    ["is handed over", "handed over", ours(handedOver)],
    [
      "is handed over while the host enters",
      "handed over",
      evidence(entering(OURS), { record: record(), ...handedOver }),
    ],
    [
      "is handed over even if the host has no connection",
      "handed over",
      evidence(inMaintenance(OURS, { status: "CONNECTING" }), { record: record(), ...handedOver }),
    ],
    [
      "is handed over even if this run sent an exit",
      "handed over",
      ours({ ...handedOver, run: { exit: sent.accepted() } }),
    ],
    ["is ours if this run takes it back", "in maintenance", ours({ ...handedOver, run: { adopted: true } })],
    ["is ours again if we took it over ourselves", "in maintenance", ours({ facts: [fact("held")] })],
    ["is another's if we have no record of it", "another's maintenance", ours({ ...handedOver, record: undefined })],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it("names who holds it", () => {
    expect(situate(ours(handedOver))).toMatchObject({ holder: "them" });
  });

  it.each([
    ["of another stack", true, "project/other/host"],
    ["of another project", true, "other/stack/host"],
    ["of the same stack", false, "project/stack/renamed"],
  ])("is said to belong to a resource %s", (_, isAnotherStacks, owner) => {
    const facts = [fact("held", record(), { owner })];
    expect(situate(ours({ owner: "project/stack/host", facts }))).toMatchObject({ holder: owner, isAnotherStacks });
  });

  it("is not another stack's if nobody else holds it", () => {
    expect(situate(ours())).toMatchObject({ isAnotherStacks: false });
  });

  it("names who holds it to those who have no record, too", () => {
    expect(situate(ours({ ...handedOver, record: undefined }))).toMatchObject({ holder: "them" });
  });
});

describe("a session with a name tag", () => {
  const label = { id: "label", value: "" };
  const ourTag: Tag = { label, text: "ops-prod", resource: "host", hash: "0123abcd", jobId: "job-1" };
  const proof = { tags: { proof: ourTag } };
  const theirs = { tags: { theirs: { ...ourTag, text: "ops-test" }, isTakenOver: true } };
  it.each<[string, SeenName, Evidence]>([
    ["of ours is ours without a record", "ours by its tag", ours({ ...proof, record: undefined })],
    ["of ours is ours while the host enters", "ours by its tag", evidence(entering(OURS), proof)],
    [
      "of ours is ours, whatever session the record is about",
      "ours by its tag",
      evidence(inMaintenance(THEIRS), { ...proof, record: record() }),
    ],
    [
      "of ours may be exiting while a task runs",
      "exiting",
      evidence(inMaintenance(OURS), { ...proof, liveTasks: RUNS }),
    ],
    ["of ours changes nothing where the record tells", "in maintenance", ours(proof)],
    [
      "of ours is not ours if the journal knows who took it over",
      "another's maintenance",
      evidence(inMaintenance(OURS), { ...proof, facts: [fact("held", record(), { owner: "them" })] }),
    ],
    [
      "of ours is no proof for an entry of this run that was refused",
      "entry without effect",
      evidence(inMaintenance(THEIRS), { ...proof, run: { entry: sent.refused() } }),
    ],
    [
      "of ours that proves nothing is another's",
      "another's maintenance",
      evidence(inMaintenance(OURS), { tags: { unproven: ourTag } }),
    ],
    ["of somebody else who took ours over is another's", "another's maintenance", ours(theirs)],
    [
      "of somebody else is ours if this run takes it over",
      "in maintenance",
      ours({ ...theirs, run: { adopted: true } }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it.each<[string, Partial<Identity>, Evidence]>([
    [
      "that proves nothing is of unknown owner",
      { is: "unknown" },
      ours({ record: undefined, tags: { unproven: ourTag } }),
    ],
    ["of somebody else who took ours over is theirs", { is: "different" }, ours(theirs)],
  ])("%s, and is said to be so by its tag", (_, whose, given) => {
    expect(situate(given)).toMatchObject({ whose: { ...whose, by: "its name tag" } });
  });

  it("of another resource counts as another stack's", () => {
    expect(situate(ours({ ...theirs, record: undefined }))).toMatchObject({ isAnotherStacks: true });
  });
});

describe("a session that is not ours", () => {
  it.each<[string, SeenName, Evidence]>([
    ["is another's maintenance if we know no session", "another's maintenance", ours({ record: undefined })],
    ["is another's entry if we know no session", "another's entry", evidence(entering(OURS))],
    [
      "is another's maintenance by its job id",
      "another's maintenance",
      evidence(inMaintenance(THEIRS), { record: record() }),
    ],
    ["is another's entry by its job id", "another's entry", evidence(entering(THEIRS), { record: record() })],
    ["counts as another's if nothing tells whose it is", "another's maintenance", nameless()],
    [
      "is another's after an entry of ours that failed",
      "another's maintenance",
      evidence(inMaintenance(THEIRS), { record: submitted({ phase: "entry-failed" }) }),
    ],
    [
      "leaves the entry of this run without effect",
      "entry without effect",
      evidence(inMaintenance(THEIRS), { record: record(), run: { entry: sent.refused() } }),
    ],
    [
      "leaves the entry of this run without effect while the host enters",
      "entry without effect",
      evidence(entering(THEIRS), { record: record(), run: { entry: sent.lost() } }),
    ],
    [
      "leaves an entry without effect whose end this run saw",
      "entry without effect",
      evidence(inMaintenance(THEIRS), { record: record(), run: { entryTask: task("FAILED") } }),
    ],
    [
      "is another's though this run adopted one",
      "another's maintenance",
      evidence(inMaintenance(THEIRS), { record: record(), run: { adopted: true } }),
    ],
    [
      "is another's though this run has sent an exit of ours",
      "another's maintenance",
      evidence(inMaintenance(THEIRS), { record: record(), run: { exit: sent.accepted() } }),
    ],
  ])("%s", (_, situation, given) => {
    expect(judged(given)).toBe(situation);
  });

  it("is reported with the reason", () => {
    expect(situate(evidence(inMaintenance(THEIRS)))).toMatchObject({ whose: { is: "different", by: "our state" } });
    expect(situate(nameless())).toMatchObject({ whose: { is: "unknown" } });
  });
});
