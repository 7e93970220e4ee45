// Sessions and servers that are not what the state says: refresh shows them, and nobody else's maintenance is ended.
import { expect, it } from "vitest";
import { createProject, type Project, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

it("somebody else's session is kept and marked by refresh, refused by destroy, and ended only if the program says so", async () => {
  const { simulator, env } = await openSimulator();
  const node1 = () => simulator.host("node-1", "east");
  const before = places(simulator);
  const program = (more = "") => oneHost(`{ hostId: ${JSON.stringify(node1().id)}${more} }`);
  const project = await createProject({ program: program(), env });
  expect(await project.up(["--skip-preview"])).toSucceed();

  simulator.operator.moveVm("web-01", "node-4");
  expect(await project.refresh(["--skip-preview"])).toSucceed();
  const ours = await recordOf(project);
  expect(ours).toMatchObject({ phase: "maintenance", maintenanceJobId: node1().session?.jobId });
  expect(ours?.liveMigratedVms).toContainEqual(expect.objectContaining({ vmName: "web-01", targetHostName: "node-4" }));

  simulator.operator.exit("east/node-1", { atOnce: true });
  simulator.operator.enter("east/node-1", { atOnce: true });
  const theirJob = node1().session?.jobId;
  const refresh = await project.refresh(["--skip-preview"]);
  expect(refresh).toSucceed();
  expect(refresh.all).toContain("in a different maintenance session than ours");
  expect(refresh.all).toContain(theirJob);
  expect(await recordOf(project)).toMatchObject({ phase: "foreign", maintenanceJobId: ours?.maintenanceJobId });

  const refused = await project.destroy(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  for (const words of [ours?.maintenanceJobId, theirJob, "pulumi state delete", 'onForeignSession: "exit"']) {
    expect(refused.all).toContain(words);
  }
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(node1().state).toBe("MAINTENANCE_MODE");
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
  expect(await recordOf(project)).toBeDefined();

  await project.setProgram(program(', onForeignSession: "exit"'));
  expect(await project.up(["--skip-preview"])).toSucceed();
  const destroy = await project.destroy(["--skip-preview"]);
  expect(destroy).toSucceed();
  expect(destroy.all).toContain("exiting a session that is not ours");
  expect(node1().state).toBe("IN_USE");
  expect(places(simulator)).toEqual(before);
});

it("a session that somebody else has ended is kept by refresh while VMs are owed, which names those that are not back", async () => {
  const { simulator, env } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${id} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  simulator.operator.exit("east/node-1", { powerOn: ["license-01"], liveMigrateBack: ["web-01"], atOnce: true });

  const refresh = await project.refresh(["--skip-preview"]);
  expect(refresh).toSucceed();
  expect(refresh.all).toContain("taken out of maintenance by somebody else");
  const warning = refresh.all
    .split("\n")
    .filter((line) => line.includes("not as before: "))
    .join();
  for (const vm of ["gpu-train-01", "web-02"]) expect(warning).toContain(vm);
  for (const vm of ["license-01", "web-01"]) expect(warning).not.toContain(vm);
  expect(await recordOf(project)).toMatchObject({ phase: "owed" });

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(simulator.vm("gpu-train-01")).toMatchObject({ power: "RUNNING", hostName: "node-1" });
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
});

it("a server with a second name is the same server, and another server is refused by every verb", async () => {
  const [{ simulator, env }, other] = [await openSimulator(), await openSimulator({ seed: 2 })];
  const before = places(simulator);
  const program = (reason: string) =>
    oneHost(`{ hostId: ${JSON.stringify(simulator.host("node-1", "east").id)}, reason: ${JSON.stringify(reason)} }`);
  const project = await createProject({ program: program("disk"), env });
  const entered = simulator.url;
  expect(await project.up(["--skip-preview"])).toSucceed();

  project.env.CLOUDTOWER_SERVER = other.simulator.url;
  await project.setProgram(program("another disk"));
  const refuses = async (verb: "refresh" | "up" | "destroy") => {
    const run = await project[verb](["--skip-preview"]);
    expect(run.code, verb).not.toBe(0);
    expect(run.all).toContain(
      `the session was entered on ${entered}, but the settings now point to ${other.simulator.url}`,
    );
    expect(run.all).not.toMatch(STACK_TRACE);
    expect(await recordOf(project)).toMatchObject({ server: entered, phase: "maintenance" });
  };
  await refuses("refresh");
  await refuses("up");
  await refuses("destroy");
  expect(other.simulator.mutations).toEqual([]);
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);

  const renamed = entered.replace("127.0.0.1", "localhost");
  project.env.CLOUDTOWER_SERVER = renamed;
  const up = await project.up(["--skip-preview"]);
  expect(up).toSucceed();
  expect(up.all).not.toMatch(/replac/);
  expect(await recordOf(project)).toMatchObject({ server: renamed, reason: "another disk" });
  await refreshedTo(project, entered, env.CLOUDTOWER_SERVER);

  project.env.CLOUDTOWER_SERVER = renamed;
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(places(simulator)).toEqual(before);
});

async function refreshedTo(project: Project, server: string, setting: string) {
  project.env.CLOUDTOWER_SERVER = setting;
  expect(await project.refresh(["--skip-preview"])).toSucceed();
  expect(await recordOf(project)).toMatchObject({ server });
}
