// Runs whose engine, provider or machine dies, each host at another stage, and commands that behave badly: through the real engine.
import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { descendants, killLeftovers } from "../../scripts/processTree.js";
import type { Scenario, Simulator } from "../../simulator";
import { createProject, type Project, type RunningCli, STACK_TRACE } from "./harness/index.js";
import { openSimulator, places } from "./oneHost";

/** All kills, as in test/runs/kills.test.ts. */
const ALL = process.env.RUN_KILLS === "all";

/** One cluster for each run, so that none waits for another. */
function scenarioFor(names: readonly string[]): Scenario {
  const hosts = (name: string) => [
    { name: "node-1", vms: [{ name: "web" }, { name: `old-${name}`, mustPlacement: true }] },
    { name: "node-2" },
  ];
  // Down for long enough to be seen so by the next command.
  return {
    timings: { boot: 1_000_000, shutdownTimeout: 500_000 },
    clusters: names.map((name) => ({ name, hosts: hosts(name) })),
  } as unknown as Scenario;
}

/** @param args of each run, by the name of its cluster; source text */
function programOf(args: Record<string, string>): string {
  const runs = Object.entries(args).map(
    ([name, more]) => `new HostMaintenanceRun("${name}", { hostName: "node-1", cluster: "${name}", ${more} });`,
  );
  return `import { HostMaintenanceRun } from "pulumi-cloudtower";\n${runs.join("\n")}\n`;
}

const lines = async (project: Project, name: string) =>
  (await readFile(join(project.dir, name), "utf8").catch(() => "")).split("\n").filter(Boolean);

const isThere = (project: Project, name: string) =>
  access(join(project.dir, name)).then(
    () => true,
    () => false,
  );

async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect.poll(isSo, { timeout: 60_000, interval: 50 }).toBe(true);
}

/** A command that tells what it does, and goes on when it may. */
const waiting = (name: string) =>
  `"echo begin >> ${name}; while [ ! -e go ] && [ -d $PWD ]; do sleep 0.05; done; echo end >> ${name}"`;

const quick = (name: string) => `run: "echo begin >> ran-${name}; echo end >> ran-${name}"`;

const STAGES: Record<string, string> = {
  entering: quick("entering"),
  unless: `unless: "touch unless-begun; while [ ! -e go ] && [ -d $PWD ]; do sleep 0.05; done; exit 1", ${quick("unless")}`,
  run: `run: ${waiting("ran-run")}`,
  verify: `${quick("verify")}, verify: "touch verify-begun; while [ ! -e go ] && [ -d $PWD ]; do sleep 0.05; done"`,
  exiting: quick("exiting"),
};
/** A reboot takes a minute and a half. */
const REBOOT = { reboot: `${quick("reboot")}, reboot: true` };

const OTHERS = ALL ? { ...STAGES, ...REBOOT } : STAGES;

async function phases(project: Project): Promise<Record<string, unknown>> {
  const runs = (await project.resources()).filter(({ type }) => type.endsWith(":HostMaintenanceRun"));
  return Object.fromEntries(runs.map(({ urn, outputs }) => [urn.split("::").at(-1), outputs?.phase]));
}

const countOf = (simulator: Simulator, operation: string) =>
  simulator.mutations.filter((one) => one.operation === operation).length;

function killProvider(run: RunningCli): void {
  const providers = descendants(run.pid).filter(({ command }) => command.includes("dynamic-provider"));
  expect(providers).not.toEqual([]);
  killLeftovers(providers);
}

describe("killed while each host is at another stage, the next up goes on: nothing is done twice", () => {
  it.each([
    { what: "the engine", kill: (run: RunningCli) => run.kill("SIGKILL"), stages: { ...STAGES, ...REBOOT } },
    { what: "the provider", kill: killProvider, stages: OTHERS },
    { what: "both", kill: (run: RunningCli) => run.killTree(), stages: OTHERS },
  ])("$what", async ({ what, kill, stages }) => {
    const names = Object.keys(stages);
    const { simulator, env } = await openSimulator({ scenario: scenarioFor(names) });
    const before = places(simulator);
    const project = await createProject({ program: programOf(stages), env });
    // One host stays at its entry, because a guest does not shut down. The answer to the first exit call never comes.
    simulator.operator.setIgnoresShutdown("old-entering", true);
    simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "hang", act: true });
    const run = project.start("up", ["--skip-preview"]);
    await eventually(async () => {
      const begun = await Promise.all(
        ["unless-begun", "ran-run", "verify-begun"].map((name) => isThere(project, name)),
      );
      const calls = ["OperateHostPower", "ExitMaintenanceMode"].map((operation) => countOf(simulator, operation));
      const isEntering = simulator.host("node-1", "entering").state === "ENTERING_MAINTENANCE_MODE";
      return begun.every(Boolean) && isEntering && calls.join() === ("reboot" in stages ? "1,1" : "0,1");
    });
    kill(run);
    simulator.operator.setIgnoresShutdown("old-entering", false);
    expect((await run.done).code).not.toBe(0);
    if (what !== "the provider") {
      expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();
    }

    const next = project.start("up", ["--skip-preview"]);
    // The command has outlived what had started it.
    await next.waitForOutput("node-1: run is still running since");
    expect(await lines(project, "ran-run")).toEqual(["begin"]);
    await writeFile(join(project.dir, "go"), "");
    const done = await next.done;
    expect(done).toSucceed();
    expect(done.all).not.toMatch(STACK_TRACE);

    expect(await phases(project)).toEqual(Object.fromEntries(names.map((name) => [name, "done"])));
    for (const name of names) expect(await lines(project, `ran-${name}`)).toEqual(["begin", "end"]);
    expect(countOf(simulator, "EnterMaintenanceMode")).toBe(names.length);
    expect(countOf(simulator, "ExitMaintenanceMode")).toBe(names.length);
    expect(countOf(simulator, "OperateHostPower")).toBe("reboot" in stages ? 1 : 0);
    expect(places(simulator)).toEqual(before);
  });
});

it.each(["on another machine", ...(ALL ? ["without a journal"] : [])])(
  "%s, what may have begun is asked; with rerun it is waited for, and then begins again",
  async (where) => {
    const { simulator, env } = await openSimulator({ scenario: scenarioFor(["east"]) });
    const before = places(simulator);
    const args = (more = "") => ({ east: `run: ${waiting("ran")}, timeouts: { run: "30s" }${more}` });
    const project = await createProject({ program: programOf(args()), env });
    if (where === "without a journal") project.env.CLOUDTOWER_JOURNAL_DIR = "off";
    const run = project.start("up", ["--skip-preview"]);
    await eventually(() => isThere(project, "ran"));
    run.killTree();
    await run.done;
    expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();
    if (where === "on another machine") project.env.CLOUDTOWER_JOURNAL_DIR = join(project.homeDir, "another-machine");

    const refused = await project.up(["--skip-preview"]);
    expect(refused.all).toContain('ifAlreadyInMaintenance: "adopt"');
    await project.setProgram(programOf(args(', ifAlreadyInMaintenance: "adopt"')));
    const asked = await project.up(["--skip-preview"]);
    expect(asked.code).not.toBe(0);
    expect(asked.all).toContain("whether the command has run is not known here");
    expect(asked.all).toContain('set ifInterrupted: "rerun"');
    expect(await lines(project, "ran")).toEqual(["begin"]);
    await writeFile(join(project.dir, "go"), "");

    await project.setProgram(programOf(args(', ifAlreadyInMaintenance: "adopt", ifInterrupted: "rerun"')));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(await lines(project, "ran")).toEqual(["begin", "end", "begin", "end"]);
    expect(countOf(simulator, "EnterMaintenanceMode")).toBe(1);
    expect(places(simulator)).toEqual(before);
  },
);

it("after a refresh, under a new name, or with the program as it was before: what is unfinished is gone on with", async () => {
  const names = ["renamed", "reverted"];
  const { simulator, env } = await openSimulator({ scenario: scenarioFor(names) });
  const before = places(simulator);
  const wait = "while [ ! -e go ] && [ -d $PWD ]; do sleep 0.05; done";
  const renamed = `run: "echo begin >> ran-renamed; test -e fixed || exit 1; ${wait}; echo end >> ran-renamed"`;
  const reverted = (trigger: string) =>
    `triggers: ["${trigger}"], run: "echo begin >> ran-reverted; test -e fixed && ${wait}; echo end >> ran-reverted"`;
  const project = await createProject({ program: programOf({ renamed, reverted: reverted("1") }), env });
  expect(await project.up(["--skip-preview"])).not.toSucceed();
  expect(await phases(project)).toEqual({ renamed: "running", reverted: "done" });

  await writeFile(join(project.dir, "fixed"), "");
  await project.setProgram(programOf({ renamed, reverted: reverted("2") }));
  const run = project.start("up", ["--skip-preview"]);
  await eventually(async () => {
    const counts = await Promise.all(names.map((name) => lines(project, `ran-${name}`)));
    return counts.every((ran) => ran.filter((line) => line === "begin").length === 2);
  });
  run.killTree();
  await run.done;
  expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();

  expect(await project.refresh(["--skip-preview"])).toSucceed();
  const program = programOf({ renamed, reverted: reverted("1") });
  const newName = program
    .replace('Run("renamed", {', 'Run("new-name", {')
    .replace(/ }\);/, ' }, { aliases: [{ name: "renamed" }] });');
  await project.setProgram(newName);
  const next = project.start("up", ["--skip-preview"]);
  for (const name of ["new-name", "reverted"])
    await next.waitForOutput(new RegExp(`${name}.*run is still running since`));
  await writeFile(join(project.dir, "go"), "");
  expect(await next.done).toSucceed();
  expect(await phases(project)).toEqual({ "new-name": "done", reverted: "done" });
  expect(await lines(project, "ran-renamed")).toEqual(["begin", "begin", "end"]);
  // The round before is done again, after the one that had begun.
  expect(await lines(project, "ran-reverted")).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
  expect(places(simulator)).toEqual(before);
  expect(await project.up(["--skip-preview", "--expect-no-changes"])).toSucceed();
});

it("commands that behave badly: much output, no end, standard input, children", async () => {
  const commands = {
    loud: `run: "head -c 100000000 /dev/zero | tr '\\\\0' x | fold -w 100; echo loud-end"`,
    deaf: `run: "trap '' TERM; echo deaf; while :; do sleep 0.1; done", timeouts: { run: "2s" }`,
    reader: `run: "cat; echo read-all"`,
    parent: `run: "sleep 20 >/dev/null 2>&1 & echo parent"`,
  };
  const names = Object.keys(commands);
  const { simulator, env } = await openSimulator({ scenario: scenarioFor(names) });
  const project = await createProject({ program: programOf(commands), env });
  const up = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toMatch(/run \(.*deaf.*\) failed: it was still running after 2 seconds, and was stopped/);
  expect(up.all).toContain("run has ended, and left 1 process running on this machine");
  expect(await phases(project)).toEqual({ loud: "done", deaf: "running", reader: "done", parent: "done" });
  const outputs = (await project.resources()).map(({ outputs }) => String(outputs?.output ?? ""));
  for (const end of ["loud-end", "read-all"]) expect(outputs.some((text) => text.includes(end))).toBe(true);
  for (const text of outputs) expect(text.length).toBeLessThan(8_200);
  expect(up.all.length).toBeLessThan(1_000_000);
  expect(simulator.host("node-1", "deaf").session?.state).toBe("MAINTENANCE_MODE");
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(simulator.host("node-1", "deaf").state).toBe("IN_USE");
});
