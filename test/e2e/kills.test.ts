// An engine that is killed during create: Pulumi keeps nothing but a lock and a pending operation. The journal, or
// `adopt`, leads back, with the commands that the README names. Here what is printed on the way; for every other moment and
// kind of kill see killPoints.test.ts.
import { describe, expect, it } from "vitest";
import type { Simulator } from "../../simulator";
import { createProject, type Project, type RunningCli, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, until } from "./oneHost";

/** A simulator whose time can be made to stand still, so that a run is killed exactly where the test wants it. */
async function openHeldSimulator() {
  let held: number | undefined;
  const opened = await openSimulator({ now: () => held ?? Date.now() });
  return {
    ...opened,
    hold: () => {
      held = Date.now();
    },
    release: () => {
      held = undefined;
    },
  };
}

function node1(simulator: Simulator) {
  return simulator.host("node-1", "east");
}

/** Starts `up`, holds the time as soon as `operation` is accepted, and kills the run there. */
async function upKilledAt(
  operation: string,
  { project, simulator, hold }: { project: Project } & Awaited<ReturnType<typeof openHeldSimulator>>,
  kill: (run: RunningCli) => void,
) {
  const run = project.start("up", ["--skip-preview"]);
  await until(() => accepted(simulator, operation) === 1);
  hold();
  kill(run);
  expect(await run.done).toMatchObject({ signal: "SIGKILL" });
}

async function pendingOperations(project: Project) {
  return (await project.exportStack()).deployment.pending_operations ?? [];
}

describe("the engine alone killed", () => {
  const kill = (run: RunningCli) => run.kill("SIGKILL");

  it("after the entry was accepted: the next up continues it, and destroy gives the VMs back", async () => {
    const tower = await openHeldSimulator();
    const { simulator, env, release } = tower;
    const before = places(simulator);
    const program = oneHost(`{ hostId: ${JSON.stringify(node1(simulator).id)} }`);
    const project = await createProject({ program, env });
    await upKilledAt("EnterMaintenanceMode", { ...tower, project }, kill);

    const locked = await project.up(["--skip-preview"]);
    expect(locked.code).not.toBe(0);
    expect(locked.all).toContain("pulumi cancel");
    expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();

    const up = project.start("up", ["--skip-preview"]);
    await up.waitForOutput("continuing with the entry submitted at");
    expect(node1(simulator).state).toBe("ENTERING_MAINTENANCE_MODE");
    release();
    expect(await up.done).toSucceed();
    expect(node1(simulator).state).toBe("MAINTENANCE_MODE");

    expect(await pendingOperations(project)).toHaveLength(1);
    expect(await project.refresh(["--skip-preview", "--clear-pending-creates"])).toSucceed();
    expect(await pendingOperations(project)).toEqual([]);

    expect(await project.destroy(["--skip-preview"])).toSucceed();
    expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
    expect(accepted(simulator, "ExitMaintenanceMode")).toBe(1);
    expect(places(simulator)).toEqual(before);
    expect(simulator.violations).toEqual([]);
  });

  it("before the entry was sent: the next up enters, once", async () => {
    const tower = await openHeldSimulator();
    const { simulator, env, release } = tower;
    const before = places(simulator);
    const program = oneHost(`{ hostId: ${JSON.stringify(node1(simulator).id)} }`);
    const project = await createProject({ program, env });
    await upKilledAt("EnterMaintenanceModePreCheck", { ...tower, project }, kill);
    expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();

    // A provider that has outlived its engine would wake up now, together with the new one.
    const up = project.start("up", ["--skip-preview"]);
    await until(() => accepted(simulator, "EnterMaintenanceModePreCheck") === 2);
    release();
    expect(await up.done).toSucceed();
    expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
    expect(node1(simulator).state).toBe("MAINTENANCE_MODE");
    expect(simulator.requests.filter(({ operation }) => operation === "EnterMaintenanceMode")).toHaveLength(1);

    expect(await project.destroy(["--skip-preview"])).toSucceed();
    expect(places(simulator)).toEqual(before);
  });
});

it("without a journal the next up refuses and names the session; with adopt it finishes, and destroy undoes it", async () => {
  const tower = await openHeldSimulator();
  const { simulator, env, release } = tower;
  const before = places(simulator);
  const program = (more = "") => oneHost(`{ hostId: ${JSON.stringify(node1(simulator).id)}${more} }`);
  const project = await createProject({ program: program(), env: { ...env, CLOUDTOWER_JOURNAL_DIR: "off" } });
  await upKilledAt("EnterMaintenanceMode", { ...tower, project }, (run) => run.killTree());
  expect(await project.run(["cancel", "--yes", "--stack", project.stack])).toSucceed();

  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("already entering maintenance");
  expect(refused.all).toContain(node1(simulator).session?.jobId);
  expect(refused.all).toContain('ifAlreadyInMaintenance: "adopt"');
  expect(refused.all).not.toMatch(STACK_TRACE);

  // What the README warns of: nothing in the state, so that the engine has nothing to ask the provider for.
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
  expect(node1(simulator).state).toBe("ENTERING_MAINTENANCE_MODE");

  await project.setProgram(program(', ifAlreadyInMaintenance: "adopt"'));
  const up = project.start("up", ["--skip-preview"]);
  await up.waitForOutput("taking over the session that is on the host");
  release();
  expect(await up.done).toSucceed();
  expect(await project.outputs()).toMatchObject({ host: { adopted: true, phase: "maintenance" } });
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});
