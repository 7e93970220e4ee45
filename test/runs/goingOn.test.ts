// What a run makes of what is known of it: by notes, state and facts that do not agree, and on a host that others have used.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileNotes } from "../../provider/journal/runNotes";
import type { RunContext, RunPlan, RunRecord } from "../../provider/runs";
import { until } from "../e2e/oneHost";
import { endOf, processOn } from "./killLab";
import { openRuns, type Runs, stopOf } from "./runLab";

const NOTE = "echo begin >> ran; echo end >> ran";

/** Until the file `go` is there. */
const WAIT = "while [ ! -e go ] && [ -d $PWD ]; do sleep 0.02; done";

/** Fails at once; where the file `slow` is, it waits, and succeeds. */
const FAILS_FIRST = `echo begin >> ran; if [ -e slow ]; then ${WAIT}; fi; echo end >> ran; test -e slow`;

/** A run whose process is killed while its command waits for the file `go`. */
async function killedInRun(lab: Runs, here: RunContext, change: Partial<RunPlan> = {}, inState?: RunRecord) {
  const kill = new AbortController();
  const plan = lab.plan(`echo begin >> ran; ${WAIT}; echo end >> ran`, change);
  const begun = (await lab.lines("ran")).length;
  const dying = { ...here, context: { ...here.context, signal: kill.signal } };
  const run = lab.perform(dying, plan, inState).catch((error: unknown) => error);
  while ((await lab.lines("ran")).length === begun) await new Promise((resolve) => setTimeout(resolve, 10));
  kill.abort(new Error("killed"));
  await run;
  return plan;
}

const letGo = (lab: Runs) => writeFile(join(lab.directory, "go"), "");

/** As after a kill: a new process waits for no other. */
const revived = (here: RunContext): RunContext => ({ ...here, inTurn: (_cluster, _wait, work) => work() });

describe("a command that is still running", () => {
  it("is waited for before VMs come back to a host that a colleague took out of maintenance; its success counts", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const plan = await killedInRun(lab, here);
    lab.simulator.operator.exit("node-1", { atOnce: true });
    await until(() => lab.stateOf() === "IN_USE");
    const { length } = lab.simulator.mutations;
    const next = lab.perform(revived(here), plan);
    await until(() => lab.told.some((line) => line.includes("run is still running")));
    expect(lab.simulator.mutations).toHaveLength(length);
    await letGo(lab);
    expect(await next).toMatchObject({ phase: "done", attempt: 1, exitCode: 0 });
    expect(await lab.lines("ran")).toEqual(["begin", "end"]);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });

  it("is waited for by another round, which then does its own", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    await killedInRun(lab, here, { triggers: ["1"] });
    const next = lab.perform(revived(here), lab.plan(NOTE, { triggers: ["2"] }));
    await until(() => lab.told.some((line) => line.includes("run is still running")));
    expect(await lab.lines("ran")).toEqual(["begin"]);
    await letGo(lab);
    expect(await next).toMatchObject({ phase: "done", attempt: 1 });
    expect(await lab.lines("ran")).toEqual(["begin", "end", "begin", "end"]);
  });

  it("is asked about where the notes are lost and the facts are not, also if the session is over", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const plan = await killedInRun(lab, here);
    await here.notes.remove();
    lab.simulator.operator.exit("node-1", { atOnce: true });
    await until(() => lab.stateOf() === "IN_USE");
    const { message } = await stopOf(lab.perform(revived(here), plan));
    expect(message).toContain("whether the command has run is not known here");
    expect(await lab.lines("ran")).toEqual(["begin"]);
    await letGo(lab);
  });
});

it("the result of another round's verification is not taken for this one's", async () => {
  const lab = await openRuns();
  const here = lab.machine();
  const kill = new AbortController();
  const dying = { ...here, context: { ...here.context, signal: kill.signal } };
  const verify = "echo verify >> verified; while [ ! -e go ] && [ -d $PWD ]; do sleep 0.02; done";
  const run = lab.perform(dying, lab.plan(NOTE, { verify })).catch(() => undefined);
  while ((await lab.lines("verified")).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  kill.abort(new Error("killed"));
  await run;
  await letGo(lab);
  const plan = lab.plan(NOTE, { verify: `${verify}; exit 1`, triggers: ["2"] });
  const { record } = await stopOf(lab.perform(revived(here), plan));
  expect(record).toMatchObject({ phase: "verifying", isVerified: false });
});

describe("notes and state", () => {
  it("old notes do not undo what another machine has finished since", async () => {
    const lab = await openRuns();
    const [one, other] = [lab.machine(), lab.machine()];
    const { record: failed } = await stopOf(lab.perform(one, lab.plan(`${NOTE}; test -e fixed`)));
    await writeFile(join(lab.directory, "fixed"), "");
    // The second attempt on the first machine dies.
    await killedInRun(lab, revived(one), {}, failed);
    await letGo(lab);
    await lab.isQuiet();
    const plan = lab.plan(`${NOTE}; test -e fixed`);
    const done = await lab.perform(other, plan, failed);
    const { length } = lab.simulator.mutations;
    expect(await lab.perform(revived(one), plan, done)).toMatchObject({ phase: "done", revision: done.revision });
    await lab.undo(revived(one), plan, done);
    expect(lab.simulator.mutations).toHaveLength(length);
  });

  it("of a round that died are gone on with, although the program has the round before again", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const first = lab.plan(NOTE, { triggers: ["1"] });
    const done = await lab.perform(here, first);
    await killedInRun(lab, revived(here), { triggers: ["2"] }, done);
    await letGo(lab);
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");
    expect(await lab.perform(revived(here), first, done)).toMatchObject({ phase: "done", round: done.round });
    expect(lab.stateOf()).toBe("IN_USE");
  });

  it("of another host that may be in maintenance are refused, and name it", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const plan = await killedInRun(lab, here);
    await letGo(lab);
    const error = await lab.perform(revived(here), lab.plan(NOTE, {}, "node-2")).catch((thrown: Error) => thrown);
    expect(String(error)).toContain("an earlier run of this resource was on the host node-1");
    expect(String(error)).toContain(here.notes.where);
    // As the error says.
    expect(await lab.perform(revived(here), plan)).toMatchObject({ phase: "done" });
    expect(await lab.perform(revived(here), lab.plan(NOTE, {}, "node-2"))).toMatchObject({ phase: "done" });
  });

  it("that are damaged or newer are refused, and say what to do", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    await stopOf(lab.perform(here, lab.plan(`${NOTE}; exit 1`)));
    const text = await readFile(here.notes.where, "utf8");
    for (const [change, words] of [
      [text.replace('"version": 1', '"version": 2'), "update the package"],
      [text.replace('"runVersion": 1', '"runVersion": 2'), "update the package"],
      [text.replace('"hasRun": false', '"hasRun": "no"'), "Move it away"],
      [text.slice(0, text.length / 2), "Move it away"],
    ] as const) {
      expect(change).not.toBe(text);
      await writeFile(here.notes.where, change);
      await expect(lab.perform(here, lab.plan(NOTE))).rejects.toThrow(words);
    }
    expect(await lab.lines("ran")).toHaveLength(2);
  });

  it("follow a resource that is renamed, while its command runs", async () => {
    const lab = await openRuns();
    const disk = join(lab.directory, "renamed");
    await mkdir(disk);
    const [former, owner] = ["p/s/HostMaintenanceRun$old", "p/s/HostMaintenanceRun$new"].map(
      (name) => new FileNotes(disk, name),
    ) as [FileNotes, FileNotes];
    const here = { ...lab.machine(), notes: former };
    const plan = await killedInRun(lab, here);
    await owner.takeOver(former);
    expect(await former.read()).toBeUndefined();
    const next = lab.perform(revived({ ...here, notes: owner }), plan);
    await until(() => lab.told.some((line) => line.includes("run is still running")));
    await letGo(lab);
    expect(await next).toMatchObject({ phase: "done", attempt: 1 });
    expect(await lab.lines("ran")).toEqual(["begin", "end"]);
  });
});

it("a command that could not be started is not asked about on another machine", async () => {
  const lab = await openRuns();
  const { record } = await stopOf(
    lab.perform(lab.machine(), lab.plan(NOTE, { directory: join(lab.directory, "nowhere") })),
  );
  expect(record).toMatchObject({ phase: "running", attempt: 0 });
  expect(record.command).toBeUndefined();
  expect(await lab.perform(lab.machine(), lab.plan(NOTE), record)).toMatchObject({ phase: "done", attempt: 1 });
});

it("onFailure: exit, killed before its exit is sent: the host is entered again before it is worked on", async () => {
  const lab = await openRuns();
  const disk = join(lab.directory, "disk");
  await mkdir(disk);
  const plan = lab.plan(`${NOTE}; test -e fixed`, { onFailure: "exit" });
  const dying = processOn(lab, disk, "1 exit-maintance-mode 0");
  expect(await endOf(dying, lab.perform(dying.outer, plan))).toBe("killed");
  expect(lab.stateOf()).toBe("MAINTENANCE_MODE");
  await writeFile(join(lab.directory, "fixed"), "");
  expect(await lab.perform(processOn(lab, disk).outer, plan)).toMatchObject({ phase: "done", attempt: 2 });
  expect([lab.accepted("EnterMaintenanceMode"), lab.accepted("ExitMaintenanceMode")]).toEqual([2, 2]);
});

it("a session of a colleague after ours is left alone, whatever a refresh has made of the record", async () => {
  const lab = await openRuns();
  const { record } = await stopOf(lab.perform(lab.machine(), lab.plan(`${NOTE}; exit 1`)));
  const request = { ...lab.request("node-1"), ifAlreadyInMaintenance: "adopt" as const };
  lab.simulator.operator.exit("node-1", { atOnce: true });
  await until(() => lab.stateOf() === "IN_USE");
  await lab.clock.sleep(60_000);
  lab.simulator.operator.enter("east/node-1", { atOnce: true });
  const session = record.session && { ...record.session, phase: "foreign" as const };
  const stopped = await stopOf(lab.perform(lab.machine(), lab.plan(NOTE, { request }), { ...record, session }));
  expect(stopped.message).toContain("somebody ended the session of this run");
  expect(await lab.lines("ran")).toHaveLength(2);
});

describe("with name tags, a command that another machine has begun again", () => {
  const tagged = (outer: RunContext): RunContext => ({
    ...outer,
    context: { ...outer.context, nameTag: { text: "ops-prod" } },
  });

  /** Failed, and known to Pulumi; then begun again on a machine that dies at it. */
  async function begunAgain(lab: Runs) {
    const one = tagged(lab.machine());
    const run = FAILS_FIRST;
    const { record: failed } = await stopOf(lab.perform(one, lab.plan(run)));
    await writeFile(join(lab.directory, "slow"), "");
    const plan = await killedInRun(lab, revived(one), { run }, failed);
    expect(await lab.lines("ran")).toEqual(["begin", "end", "begin"]);
    return { one, failed, plan };
  }

  it("is asked about, and no other one begins beside it", async () => {
    const lab = await openRuns();
    const { one, failed, plan } = await begunAgain(lab);
    const { message, record } = await stopOf(lab.perform(tagged(lab.machine()), plan, failed));
    expect(message).toContain("name tag says that it was begun on another machine");
    expect(await lab.lines("ran")).toEqual(["begin", "end", "begin"]);
    // As it was: the machine that has begun it goes on from there.
    expect(record).toEqual(failed);
    // Nor do VMs come back to a host that a command is at work on.
    await expect(lab.undo(tagged(lab.machine()), plan, failed)).rejects.toThrow("may still be running");
    expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
    const next = lab.perform(revived(one), plan, record);
    await until(() => lab.told.some((line) => line.includes("run is still running")));
    await letGo(lab);
    expect(await next).toMatchObject({ phase: "done", attempt: 2 });
    expect(await lab.lines("ran")).toEqual(["begin", "end", "begin", "end"]);
  });

  it("is asked about, too, where a colleague has ended the session", async () => {
    const lab = await openRuns();
    const { failed, plan } = await begunAgain(lab);
    lab.simulator.operator.exit("node-1", { atOnce: true });
    await until(() => lab.stateOf() === "IN_USE");
    const { message } = await stopOf(lab.perform(tagged(lab.machine()), plan, failed));
    expect(message).toContain("name tag says that it was begun on another machine");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    await letGo(lab);
  });

  it("is outlasted with ifInterrupted: rerun", async () => {
    const lab = await openRuns();
    const { failed, plan } = await begunAgain(lab);
    const began = lab.clock.now();
    await letGo(lab);
    await lab.isQuiet();
    const next = { ...plan, ifInterrupted: "rerun" as const };
    const done = await lab.perform(tagged(lab.machine()), next, failed);
    expect(done).toMatchObject({ phase: "done", attempt: 3 });
    expect(lab.clock.now() - began).toBeGreaterThanOrEqual(plan.limits.runMs);
    expect(await lab.lines("ran")).toHaveLength(6);
  });

  it("is not asked about once its end is in the state, nor if it could not be started", async () => {
    const lab = await openRuns();
    const [one, other] = [tagged(lab.machine()), tagged(lab.machine())];
    const { record: failed } = await stopOf(lab.perform(one, lab.plan(`${NOTE}; exit 1`)));
    const { record: again } = await stopOf(lab.perform(other, lab.plan(`${NOTE}; exit 1`), failed));
    const nowhere = lab.plan(`${NOTE}; exit 1`, { directory: join(lab.directory, "nowhere") });
    const { record } = await stopOf(lab.perform(one, nowhere, again));
    expect(record).toMatchObject({ attempt: 2 });
    expect((await stopOf(lab.perform(other, lab.plan(`${NOTE}; exit 1`), record))).record).toMatchObject({
      attempt: 3,
    });
  });

  it("is known by its time, too: a round that is begun anew after another one is asked about", async () => {
    const lab = await openRuns();
    const one = tagged(lab.machine());
    const run = FAILS_FIRST;
    const { record: failed } = await stopOf(lab.perform(one, lab.plan(run, { triggers: ["1"] })));
    await writeFile(join(lab.directory, "slow"), "");
    // The second round dies, and then the first one, which was begun anew: again its first command.
    await lab.clock.sleep(60_000);
    await killedInRun(lab, revived(one), { run, triggers: ["2"] }, failed);
    await letGo(lab);
    await lab.isQuiet();
    await rm(join(lab.directory, "go"));
    await lab.clock.sleep(60_000);
    const anew = await killedInRun(lab, revived(one), { run, triggers: ["1"] }, failed);
    const { message } = await stopOf(lab.perform(tagged(lab.machine()), anew, failed));
    expect(message).toContain("name tag says that it was begun on another machine");
    expect(await lab.lines("ran")).toHaveLength(5);
    await letGo(lab);
  });

  it("is not asked about because of another round whose end is in the state", async () => {
    const lab = await openRuns();
    const { record: failed } = await stopOf(lab.perform(tagged(lab.machine()), lab.plan(`${NOTE}; exit 1`)));
    // CloudTower cannot be reached, and the state has the next round, with nothing done in it.
    const plan = lab.plan(NOTE, { triggers: ["2"] });
    lab.simulator.faults.inject({ operation: "GetHosts", kind: "status", status: 403, times: 1 });
    const { record } = await stopOf(lab.perform(tagged(lab.machine()), plan, failed));
    expect(record).toMatchObject({ attempt: 0, begun: failed.begun });
    expect(await lab.perform(tagged(lab.machine()), plan, record)).toMatchObject({ phase: "done", attempt: 1 });
  });

  it("of this machine is waited for, although the tag still tells of the one before", async () => {
    const lab = await openRuns();
    const one = tagged(lab.machine());
    const { record: failed } = await stopOf(lab.perform(one, lab.plan(`${NOTE}; exit 1`)));
    lab.simulator.faults.inject({ operation: "UpdateLabel", kind: "status", status: 403, times: 100 });
    const plan = await killedInRun(lab, revived(one), { triggers: ["2"] }, failed);
    const next = lab.perform(revived(one), plan, failed);
    await until(() => lab.told.some((line) => line.includes("run is still running")));
    await letGo(lab);
    expect(await next).toMatchObject({ phase: "done", attempt: 1 });
    expect(await lab.lines("ran")).toEqual(["begin", "end", "begin", "end"]);
  });

  it("is forgotten with a host in use, once its time is over", async () => {
    const lab = await openRuns();
    lab.simulator.faults.inject({ operation: "DeleteLabel", kind: "status", status: 403, times: 100 });
    const done = await lab.perform(tagged(lab.machine()), lab.plan(NOTE));
    expect(done.phase).toBe("done");
    expect(lab.simulator.snapshot().labels).toHaveLength(1);
    await lab.clock.sleep(2 * 3_600_000);
    // Another resource of the same name, which knows nothing of it.
    expect(await lab.perform(tagged(lab.machine()), lab.plan(NOTE))).toMatchObject({ phase: "done", attempt: 1 });
  });
});
