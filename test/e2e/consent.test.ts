import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places } from "./oneHost";

it("consent by names: an excess changes nothing, and a consent that no longer covers is reported once", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const program = (names: string[], reason = "disk") =>
    oneHost(`{ hostId: ${hostId}, allowShutdown: ${JSON.stringify(names)}, reason: ${JSON.stringify(reason)} }`);
  const project = await createProject({ program: program(["gpu-train-01"]), env });
  const warning = "allowShutdown no longer covers";

  const excess = await project.up(["--skip-preview"]);
  expect(excess.code).not.toBe(0);
  const uuid = simulator.vm("license-01").localId;
  for (const words of [`license-01 (${uuid})`, `allowShutdown: ["gpu-train-01","license-01"]`]) {
    expect(excess.all).toContain(words);
  }
  expect(excess.all).not.toMatch(STACK_TRACE);
  expect(places(simulator)).toEqual(before);
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(0);

  await project.setProgram(program(["gpu-train-01", "license-01"]));
  expect(await project.up(["--skip-preview"])).toSucceed();

  await project.setProgram(program(["license-01", "gpu-train-01", "license-01"], "another disk"));
  const reordered = await project.up(["--skip-preview"]);
  expect(reordered).toSucceed();
  expect(reordered.all).toMatch(/\b1 updated/);
  expect(reordered.all).not.toContain(warning);

  await project.setProgram(program(["gpu-train-01"], "another disk"));
  const narrowed = await project.up(["--skip-preview"]);
  expect(narrowed).toSucceed();
  expect(narrowed.all).toContain(`${warning} VMs that are already shut down: license-01`);
  const again = await project.up(["--skip-preview"]);
  expect(again).toSucceed();
  expect(again.all).toMatch(/\b2 unchanged/);
  expect(again.all).not.toContain(warning);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});
