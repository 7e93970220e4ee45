// Steps that fail half-way: what they leave is true, up goes on from it, and destroy goes back.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

it("a replacement whose new host is refused has taken the old one out, and the next up continues", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const program = (name: string, cluster: string) =>
    oneHost(`{ hostId: ${JSON.stringify(simulator.host(name, cluster).id)} }`);
  const project = await createProject({ program: program("node-1", "east"), env });
  expect(await project.up(["--skip-preview"])).toSucceed();

  simulator.operator.setRecovery("west", true);
  await project.setProgram(program("node-5", "west"));
  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("node-5, precheck");
  expect(refused.all).toContain("nothing was changed");
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(simulator.host("node-1", "east").state).toBe("IN_USE");
  expect(places(simulator)).toEqual(before);

  simulator.operator.setRecovery("west", false);
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(simulator.host("node-5", "west").state).toBe("MAINTENANCE_MODE");
  expect(simulator.host("node-1", "east").state).toBe("IN_USE");
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(1);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(simulator.violations).toEqual([]);
});

it("a failed entry is repeated by up, and its VMs are started by destroy", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });
  const failsAfter = async (afterSteps: number) => {
    simulator.faults.inject({
      operation: "EnterMaintenanceMode",
      kind: "taskFailed",
      afterSteps,
      message: "disk full",
    });
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    for (const words of ["task to enter maintenance failed", "disk full", "pulumi destroy"]) {
      expect(up.all).toContain(words);
    }
    expect(up.all).not.toMatch(STACK_TRACE);
    for (const { name } of stopped()) expect(up.all).toContain(name);
    expect(await recordOf(project)).toMatchObject({ phase: "entry-failed" });
  };
  const stopped = () =>
    simulator.snapshot().vms.filter((vm) => {
      const was = before.find(({ localId }) => localId === vm.localId);
      return was?.power === "RUNNING" && vm.power === "STOPPED";
    });

  await failsAfter(3);
  expect(stopped()).toHaveLength(2);
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(await recordOf(project)).toMatchObject({ phase: "maintenance" });
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);

  await failsAfter(3);
  expect(stopped()).toHaveLength(2);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(accepted(simulator, "StartVm")).toBeGreaterThan(0);
  expect(await recordOf(project)).toBeUndefined();
});
