// A host that is in maintenance already: refused, taken over, and kept through renames of the resource.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

const ADOPT = 'ifAlreadyInMaintenance: "adopt"';

it("a session that is on the host is refused by default, taken over on request, and goes along with an alias", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  simulator.operator.enter("east/node-1", { atOnce: true });
  const job = simulator.host("node-1", "east").session?.jobId ?? "no job";
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });

  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  for (const words of ["already in maintenance since", job, ADOPT]) expect(refused.all).toContain(words);
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(await recordOf(project)).toBeUndefined();

  await project.setProgram(oneHost(`{ hostId: ${hostId}, ${ADOPT} }`));
  const adopted = await project.up(["--skip-preview"]);
  expect(adopted).toSucceed();
  expect(adopted.all).toContain(`taking over the session that is on the host (job ${job}`);
  expect(await project.outputs()).toMatchObject({
    host: { adopted: true, phase: "maintenance", maintenanceJobId: job },
    shutdown: ["gpu-train-01", "license-01"],
  });

  const requests = simulator.requests.length;
  await project.setProgram(oneHost(`{ hostId: ${hostId}, ${ADOPT} }, { aliases: [{ name: "host" }] }`, "renamed"));
  const renamed = await project.up(["--skip-preview"]);
  expect(renamed).toSucceed();
  expect(renamed.all).toMatch(/\b2 unchanged/);
  expect(simulator.requests.length).toBe(requests);
  expect((await recordOf(project))?.urn).toMatch(/::renamed$/);

  expect(simulator.mutations).toEqual([]);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});

it("a resource that is renamed with adopt in two runs keeps its session in the second, too", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();

  await project.setProgram(oneHost(`{ hostId: ${hostId}, ${ADOPT} }`, "renamed"));
  expect(await project.up(["--skip-preview", "--target", "**::renamed"])).toSucceed();
  const second = await project.up(["--skip-preview"]);
  expect(second).toSucceed();
  expect(second.all).toMatch(/taken over by the resource .*\/renamed, which keeps it/);
  expect(simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});

it("a resource that is moved below another is not taken for the same, and with an alias or adopt its session goes on", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const below = (args: string, options = "") =>
    `import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";
const rack = new pulumi.ComponentResource("lab:index:Rack", "rack");
new HostMaintenanceMode("host", { hostId: ${hostId}${args} }, { parent: rack${options} });
`;
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  const isIn = () => simulator.host("node-1", "east").state === "MAINTENANCE_MODE";

  await project.setProgram(below(""));
  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain(ADOPT);
  expect(isIn()).toBe(true);

  await project.setProgram(below(`, ${ADOPT}`));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(isIn()).toBe(true);

  // Back up again, this time with an alias, and a change that makes Pulumi update the resource.
  const alias = '{ aliases: [{ parent: "urn:pulumi:dev::e2e::lab:index:Rack::rack" }] }';
  await project.setProgram(oneHost(`{ hostId: ${hostId}, ${ADOPT}, reason: "moved" }, ${alias}`));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "EnterMaintenanceMode") + accepted(simulator, "ExitMaintenanceMode")).toBe(1);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});

it("a resource that is renamed without an alias is refused, and with adopt its session goes on", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  const job = simulator.host("node-1", "east").session?.jobId;

  await project.setProgram(oneHost(`{ hostId: ${hostId} }`, "renamed"));
  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain(ADOPT);
  expect((await recordOf(project))?.urn).toMatch(/::host$/);

  await project.setProgram(oneHost(`{ hostId: ${hostId}, ${ADOPT} }`, "renamed"));
  const renamed = await project.up(["--skip-preview"]);
  expect(renamed).toSucceed();
  expect(renamed.all).toContain("taken over by the resource, which keeps it");
  expect(await recordOf(project)).toMatchObject({ adopted: true, maintenanceJobId: job });
  expect((await recordOf(project))?.urn).toMatch(/::renamed$/);
  expect(simulator.host("node-1", "east").session).toMatchObject({ state: "MAINTENANCE_MODE", jobId: job });
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
  const journal = await readdir(join(project.homeDir, ".local", "state", "pulumi-cloudtower"));
  expect(journal.filter((name) => name.endsWith(".open.json"))).toEqual([]);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(places(simulator)).toEqual(before);
});
