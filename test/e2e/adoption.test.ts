// A host that is in maintenance already: refused, taken over, kept through renames of the resource, handed to another stack.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

const ADOPT = 'ifAlreadyInMaintenance: "adopt"';

it("a session on the host is refused by default, adopted on request, and follows its resource when that is renamed or moved", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  simulator.operator.enter("east/node-1", { atOnce: true });
  const job = simulator.host("node-1", "east").session?.jobId ?? "no job";
  const project = await createProject({ program: oneHost(`{ hostId: ${hostId} }`), env });
  const becomes = async (program: string, ...options: string[]) => {
    await project.setProgram(program);
    return project.up(["--skip-preview", ...options]);
  };
  const isKept = () => {
    expect(simulator.host("node-1", "east").session).toMatchObject({ state: "MAINTENANCE_MODE", jobId: job });
    expect(accepted(simulator, "EnterMaintenanceMode") + accepted(simulator, "ExitMaintenanceMode")).toBe(0);
  };

  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  for (const words of ["already in maintenance since", job, ADOPT]) expect(refused.all).toContain(words);
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(await recordOf(project)).toBeUndefined();

  const adopted = await becomes(oneHost(`{ hostId: ${hostId}, ${ADOPT} }`));
  expect(adopted).toSucceed();
  expect(adopted.all).toContain(`taking over the session that is on the host (job ${job}`);
  expect(adopted.all).toContain(
    "this resource owns the session from now on and its destroy ends it. This machine's journal does not know who began it",
  );
  expect(await project.outputs()).toMatchObject({
    host: { adopted: true, phase: "maintenance", maintenanceJobId: job },
    shutdown: ["gpu-train-01", "license-01"],
  });

  // With an alias it is the same resource.
  const requests = simulator.requests.length;
  const aliased = await becomes(oneHost(`{ hostId: ${hostId}, ${ADOPT} }, { aliases: [{ name: "host" }] }`, "second"));
  expect(aliased).toSucceed();
  expect(aliased.all).toMatch(/\b2 unchanged/);
  expect(simulator.requests.length).toBe(requests);
  expect((await recordOf(project))?.urn).toMatch(/::second$/);

  // Without one it is another, which has to adopt; here its old self goes in a run of its own.
  const another = await becomes(oneHost(`{ hostId: ${hostId} }`, "third"));
  expect(another.code).not.toBe(0);
  expect(another.all).toContain(ADOPT);
  expect((await recordOf(project))?.urn).toMatch(/::second$/);
  expect(await becomes(oneHost(`{ hostId: ${hostId}, ${ADOPT} }`, "third"), "--target", "**::third")).toSucceed();
  const left = await project.up(["--skip-preview"]);
  expect(left).toSucceed();
  expect(left.all).toMatch(/taken over by the resource .*\/third, which keeps it/);
  isKept();

  // So is one that is moved below another; here both in one run.
  const below = `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";
const rack = new pulumi.ComponentResource("lab:index:Rack", "rack");
new HostMaintenanceMode("third", { hostId: ${hostId}, ${ADOPT} }, { parent: rack });
`;
  const moved = await becomes(below);
  expect(moved).toSucceed();
  expect(moved.all).toContain("taken over by the resource e2e/dev/lab:index:Rack$third, which keeps it");
  expect((await recordOf(project))?.urn).toMatch(/Rack\$.*::third$/);
  const journal = await readdir(join(project.homeDir, ".local", "state", "pulumi-cloudtower"));
  expect(journal.filter((name) => name.endsWith(".open.json"))).toEqual([]);

  // Back up again, with an alias, and a change that makes Pulumi update the resource.
  const alias = '{ aliases: [{ parent: "urn:pulumi:dev::e2e::lab:index:Rack::rack" }] }';
  expect(await becomes(oneHost(`{ hostId: ${hostId}, ${ADOPT}, reason: "moved" }, ${alias}`, "third"))).toSucceed();
  isKept();
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(1);
  expect(places(simulator)).toEqual(before);
});

it("a stack that adopts another stack's session has to say so twice, and then it alone ends the session", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const program = (ofOther: string) => `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";
new HostMaintenanceMode("host", { hostId: ${hostId}, ...(pulumi.getStack() === "other" ? { ${ofOther} } : {}) });
`;
  // Two stacks of one project: the same user and the same journal.
  const project = await createProject({ program: program(ADOPT), env });
  await project.must(["stack", "init", "other"]);
  const inOther = (verb: string) => project.run([verb, "--yes", "--skip-preview", "--stack", "other"]);
  expect(await project.up(["--skip-preview"])).toSucceed();
  const job = simulator.host("node-1", "east").session?.jobId;

  const refused = await inOther("up");
  expect(refused.code).not.toBe(0);
  for (const words of ["belongs to the resource e2e/dev/host of another stack", 'and onForeignSession: "exit"']) {
    expect(refused.all).toContain(words);
  }
  expect(refused.all).not.toMatch(STACK_TRACE);

  await project.setProgram(program(`${ADOPT}, onForeignSession: "exit"`));
  const adopted = await inOther("up");
  expect(adopted).toSucceed();
  expect(adopted.all).toContain("The previous owner (e2e/dev/host) leaves it alone");

  // Nothing has changed in the first stack's program, and still its preview says what it has lost.
  const preview = await project.preview();
  expect(preview).toSucceed();
  expect(preview.all).toContain(
    "The resource e2e/other/host has taken over the session of node-1: its destroy ends it.",
  );
  const destroyed = await project.destroy(["--skip-preview"]);
  expect(destroyed).toSucceed();
  expect(destroyed.all).toContain("taken over by the resource e2e/other/host, which keeps it");
  expect(simulator.host("node-1", "east").session).toMatchObject({ state: "MAINTENANCE_MODE", jobId: job });

  expect(await inOther("destroy")).toSucceed();
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(1);
  expect(places(simulator)).toEqual(before);
});
