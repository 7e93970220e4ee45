import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "../e2e/oneHost";
import { openRuns, stopOf } from "./runLab";

const NOTE = 'echo "$CLOUDTOWER_HOST_NAME $CLOUDTOWER_CLUSTER_NAME $CLOUDTOWER_RUN_ATTEMPT" >> ran';

describe("a run", () => {
  it("does its work while the host is in maintenance, and brings the host and its VMs back", async () => {
    const lab = await openRuns();
    const before = lab.places();
    const waiting = `${NOTE}; while [ ! -e go ] && [ -d $PWD ]; do sleep 0.02; done; echo done`;
    const running = lab.perform(lab.machine(), lab.plan(waiting, { verify: "echo verified >> ran" }));
    const isBegun = async () => (await lab.lines("ran")).length > 0;
    while (!(await isBegun())) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");
    await writeFile(join(lab.directory, "go"), "");
    const record = await running;

    expect(await lab.lines("ran")).toEqual(["node-1 east 1", "verified"]);
    expect(record).toMatchObject({ phase: "done", spared: false, exitCode: 0, attempt: 1, hostName: "node-1" });
    expect(record.receipt).toEqual({ restored: expect.any(Number), left: 0, failed: 0 });
    const { began, entered, ran, verified, exited } = record.times;
    const times = [began, entered, ran, verified, exited];
    expect(times.every((time) => time !== undefined)).toBe(true);
    expect(times).toEqual(times.toSorted());
    expect(lab.stateOf()).toBe("IN_USE");
    expect(lab.places()).toEqual(before);
    expect([lab.accepted("EnterMaintenanceMode"), lab.accepted("ExitMaintenanceMode")]).toEqual([1, 1]);
  });

  it("does not touch a host where nothing is to be done, and refuses an answer that is none", async () => {
    const lab = await openRuns();
    const record = await lab.perform(lab.machine(), lab.plan(NOTE, { unless: "true" }));
    expect(record).toMatchObject({ phase: "done", spared: true });
    const error = await stopOf(lab.perform(lab.machine(), lab.plan(NOTE, { unless: "no-such-command" })));
    expect(error.message).toContain("exit code 127");
    expect(error.message).toContain("nothing was changed");
    expect(await lab.lines("ran")).toEqual([]);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
    const { attempt } = await lab.perform(lab.machine(), lab.plan(NOTE, { unless: "exit 1" }));
    expect([attempt, await lab.lines("ran")]).toEqual([1, ["node-1 east 1"]]);
  });

  it("whose command fails keeps the host in maintenance, and goes on from there", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const plan = lab.plan(`${NOTE}; echo "cannot flash"; test -e fixed`);
    const { record, message } = await stopOf(lab.perform(here, plan));
    expect(message).toMatch(/host node-1, run: run \(".*"\) failed: exit code 1\. Next: look at the host/);
    expect(record).toMatchObject({ phase: "running", exitCode: 1, output: "cannot flash\n", attempt: 1 });
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");

    await writeFile(join(lab.directory, "fixed"), "");
    // On any machine.
    const done = await lab.perform(lab.machine(), plan, record);
    expect(done).toMatchObject({ phase: "done", attempt: 2, exitCode: 0 });
    expect(await lab.lines("ran")).toEqual(["node-1 east 1", "node-1 east 2"]);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    expect(lab.stateOf()).toBe("IN_USE");
  });

  it("brings the host back after a failure, where that is wanted", async () => {
    const lab = await openRuns();
    const before = lab.places();
    const plan = lab.plan(`${NOTE}; exit 3`, { onFailure: "exit" });
    const { record, message } = await stopOf(lab.perform(lab.machine(), plan));
    expect(message).toContain("exit code 3");
    expect(message).toContain("the host is in use");
    expect(record).toMatchObject({ phase: "running", exitCode: 3 });
    expect(record.session).toBeUndefined();
    expect(lab.stateOf()).toBe("IN_USE");
    expect(lab.places()).toEqual(before);
  });

  it("does not run its command again when only the verification failed", async () => {
    const lab = await openRuns();
    const plan = lab.plan(NOTE, { verify: "test -e well" });
    const { record } = await stopOf(lab.perform(lab.machine(), plan));
    expect(record).toMatchObject({ phase: "verifying", hasRun: true });
    await writeFile(join(lab.directory, "well"), "");
    expect(await lab.perform(lab.machine(), plan, record)).toMatchObject({ phase: "done" });
    expect(await lab.lines("ran")).toHaveLength(1);
  });

  it("whose maintenance a colleague ended overnight enters again, and runs nothing on a host in use", async () => {
    const lab = await openRuns();
    const before = lab.places();
    const here = lab.machine();
    const plan = lab.plan(`${NOTE}; test -e fixed`, { verify: "echo verified >> ran" });
    const { record } = await stopOf(lab.perform(here, plan));
    lab.simulator.operator.exit("node-1", { atOnce: true });
    await until(() => lab.stateOf() === "IN_USE");
    await writeFile(join(lab.directory, "fixed"), "");
    const done = await lab.perform(here, plan, record);
    expect(done).toMatchObject({ phase: "done", attempt: 2 });
    expect(await lab.lines("ran")).toEqual(["node-1 east 1", "node-1 east 2", "verified"]);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(2);
    expect(lab.places()).toEqual(before);
  });

  it("is done again for another round, and not for another policy", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const first = await lab.perform(here, lab.plan(NOTE, { triggers: ["1"] }));
    await here.notes.remove();
    const second = await lab.perform(here, lab.plan(NOTE, { triggers: ["2"] }), first);
    expect(second).toMatchObject({ phase: "done", attempt: 1 });
    expect(second.round).not.toBe(first.round);
    expect(await lab.perform(here, lab.plan(NOTE, { triggers: ["2"], onFailure: "exit" }), second)).toEqual(second);
    expect(await lab.lines("ran")).toHaveLength(2);
  });

  it("never has two hosts of a cluster in maintenance", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const other = { ...lab.machine("project/stack/HostMaintenanceRun$other"), inTurn: here.inTurn };
    const away: string[] = [];
    const see = "sleep 0.2";
    const watch = () => {
      const hosts = lab.simulator.snapshot().hosts.filter(({ session }) => session && session.state !== "IN_USE");
      away.push(hosts.map(({ name }) => name).join("+"));
    };
    const timer = setInterval(watch, 5);
    await Promise.all([
      lab.perform(here, lab.plan(`${NOTE}; ${see}`)),
      lab.perform(other, lab.plan(`${NOTE}; ${see}`, {}, "node-2")),
    ]);
    clearInterval(timer);
    expect(new Set(away.filter(Boolean))).toEqual(new Set(["node-1", "node-2"]));
    expect((await lab.lines("ran")).sort()).toEqual(["node-1 east 1", "node-2 east 1"]);
  });
});

describe("a run that died", () => {
  it("uses the end that was recorded, and does not run the command again", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const plan = lab.plan(NOTE);
    // The provider dies when the command has ended and nothing of it is noted yet.
    let isDead = false;
    const write = here.notes.write.bind(here.notes);
    here.notes.write = async (noted) => {
      isDead ||= noted.record.hasRun;
      if (isDead) throw new Error("killed");
      await write(noted);
    };
    await stopOf(lab.perform(here, plan));
    here.notes.write = write;
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");

    const done = await lab.perform(here, plan);
    expect(done).toMatchObject({ phase: "done", attempt: 1 });
    expect(await lab.lines("ran")).toEqual(["node-1 east 1"]);
    expect(lab.stateOf()).toBe("IN_USE");
  });

  it("asks where nobody recorded the end of its command, and runs it again where it may", async () => {
    const lab = await openRuns();
    const plan = lab.plan(NOTE);
    const { record: failed } = await stopOf(lab.perform(lab.machine(), lab.plan(`${NOTE}; exit 1`)));
    const at = new Date(lab.clock.now()).toISOString();
    const until = new Date(lab.clock.now() + plan.limits.runMs).toISOString();
    const begun = { name: "run-x-2", disk: "another", at, until, machine: "ci-7" };
    const inState = { ...failed, command: begun };
    const elsewhere = lab.machine();
    const { message, record } = await stopOf(lab.perform(elsewhere, plan, inState));
    expect(message).toContain(`it began at ${begun.at} on ci-7, and its end is not recorded`);
    expect(message).toContain('ifInterrupted: "rerun"');
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");
    expect(await lab.lines("ran")).toHaveLength(1);

    await lab.perform(elsewhere, { ...plan, ifInterrupted: "rerun" }, record);
    // The first one may go on until its time limit has ended it.
    expect(lab.clock.now()).toBeGreaterThanOrEqual(Date.parse(until));
    expect(await lab.lines("ran")).toHaveLength(2);
    expect(lab.stateOf()).toBe("IN_USE");
  });

  it("is not done twice when Pulumi did not save its end", async () => {
    const lab = await openRuns();
    const here = lab.machine();
    const done = await lab.perform(here, lab.plan(NOTE));
    expect(await lab.perform(here, lab.plan(NOTE))).toEqual(done);
    expect(await lab.lines("ran")).toHaveLength(1);
  });
});

describe("undoing", () => {
  it("brings the host of an unfinished run back, and leaves a finished one alone", async () => {
    const lab = await openRuns();
    const before = lab.places();
    const here = lab.machine();
    const plan = lab.plan(`${NOTE}; exit 1`);
    const { record } = await stopOf(lab.perform(here, plan));
    await lab.undo(here, plan, record);
    expect(lab.stateOf()).toBe("IN_USE");
    expect(lab.places()).toEqual(before);
    expect(await here.notes.read()).toBeUndefined();

    const done = await lab.perform(here, lab.plan(NOTE));
    const { length } = lab.simulator.requests;
    await lab.undo(here, lab.plan(NOTE), done);
    expect(lab.simulator.requests).toHaveLength(length);
  });

  it("does not bring VMs back to a host on which a command may still be at work elsewhere", async () => {
    const lab = await openRuns();
    const { record } = await stopOf(lab.perform(lab.machine(), lab.plan(`${NOTE}; exit 1`)));
    const plan = lab.plan(`${NOTE}; exit 1`);
    const at = new Date(lab.clock.now()).toISOString();
    const until = new Date(lab.clock.now() + plan.limits.runMs).toISOString();
    const inState = { ...record, command: { name: "run-x-2", disk: "another", at, until, machine: "ci-7" } };
    await expect(lab.undo(lab.machine(), plan, inState)).rejects.toThrow(
      /may still be running: it began at .* on ci-7/,
    );
    expect(lab.stateOf()).toBe("MAINTENANCE_MODE");
    await lab.clock.sleep(plan.limits.runMs + 120_000);
    await lab.undo(lab.machine(), plan, inState);
    expect(lab.stateOf()).toBe("IN_USE");
  });
});
