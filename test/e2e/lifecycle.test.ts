// The main job through the real engine, with the packed package installed in a project of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { countedRequests, oneHost, openSimulator, places } from "./oneHost";

const TYPE = "pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode";

describe("a host", () => {
  it("goes through preview, up, up again, refresh and destroy, and every VM is back where it was", async () => {
    const { simulator, env } = await openSimulator();
    const node1 = simulator.host("node-1", "east");
    const before = places(simulator);
    const program = oneHost(`{ hostId: ${JSON.stringify(node1.id)} }`);
    const project = await createProject({ program, language: "ts", env });

    const preview = await project.preview();
    expect(preview).toSucceed();
    expect(preview.all).toMatch(/Entering maintenance of node-1: 2 VMs would be shut down/);
    expect(places(simulator)).toEqual(before);
    expect(simulator.mutations.map((mutation) => mutation.operation)).not.toContain("EnterMaintenanceMode");

    const upFrom = simulator.requests.length;
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(simulator.host("node-1", "east").session?.state).toBe("MAINTENANCE_MODE");
    expect(places(simulator).filter((vm) => vm.hostName === "node-1" && vm.power === "RUNNING")).not.toEqual(before);
    const upRequests = countedRequests(simulator, upFrom);
    expect(upRequests.length, upRequests.join(" ")).toBeLessThanOrEqual(12);

    const off = simulator
      .snapshot()
      .vms.filter((vm) => before.find((was) => was.localId === vm.localId)?.power !== vm.power);
    const { shutdown } = await project.outputs();
    expect(shutdown).toEqual(off.map((vm) => vm.name).sort());
    for (const vm of off) expect(preview.all).toContain(vm.name);

    const [resource] = (await project.resources()).filter(({ type }) => type === TYPE);
    expect(resource?.id).toBe(node1.id);
    expect(resource?.outputs?.__provider).toBe(
      readFileSync(join(__dirname, "../frontends/dynamic/stub.golden.txt"), "utf8"),
    );

    const entered = simulator.mutations.length;
    const again = await project.up();
    expect(again).toSucceed();
    expect(again.all).toMatch(/\b2 unchanged/);
    expect(await project.refresh()).toSucceed();
    expect(simulator.mutations.length).toBe(entered);
    expect((await project.resources()).find(({ type }) => type === TYPE)?.outputs).toEqual(resource?.outputs);

    const destroyFrom = simulator.requests.length;
    expect(await project.destroy(["--skip-preview"])).toSucceed();
    expect(simulator.host("node-1", "east").session?.state).toBe("IN_USE");
    expect(places(simulator)).toEqual(before);
    const destroyRequests = countedRequests(simulator, destroyFrom);
    // One more where the exit plan took long: then the host is looked at again.
    expect(destroyRequests.length, destroyRequests.join(" ")).toBeLessThanOrEqual(10);
    expect(await project.resources()).toEqual([]);
    expect(simulator.violations).toEqual([]);
  });

  it("exits before another host enters if the program names another, and before it enters again on --replace", async () => {
    const { simulator, env } = await openSimulator();
    const [node1, node2] = ["node-1", "node-2"].map((name) => simulator.host(name, "east").id);
    const project = await createProject({ program: oneHost(`{ hostId: ${JSON.stringify(node1)} }`), env });
    expect(await project.up(["--skip-preview"])).toSucceed();
    await project.setProgram(oneHost(`{ hostId: ${JSON.stringify(node2)} }`));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(simulator.host("node-1", "east").session?.state).toBe("IN_USE");
    const [urn = ""] = (await project.resources()).filter(({ type }) => type === TYPE).map((resource) => resource.urn);
    expect(await project.up(["--skip-preview", "--replace", urn])).toSucceed();

    const moves = simulator.mutations.filter(({ operation }) => /^(Enter|Exit)MaintenanceMode$/.test(operation));
    expect(moves.map(({ operation, hostId }) => [operation, hostId])).toEqual([
      ["EnterMaintenanceMode", node1],
      ["ExitMaintenanceMode", node1],
      ["EnterMaintenanceMode", node2],
      ["ExitMaintenanceMode", node2],
      ["EnterMaintenanceMode", node2],
    ]);
    expect(simulator.host("node-2", "east").session?.state).toBe("MAINTENANCE_MODE");
  });
});

it("a CommonJS program finds a host by name, enters and exits", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const program = `
const { getHost, HostMaintenanceMode } = require("pulumi-cloudtower");
const found = getHost({ name: "node-3", cluster: "west" });
new HostMaintenanceMode("host", { hostId: found.then((host) => host.id), reason: "firmware" });
`;
  const project = await createProject({ program, language: "js", env });
  const up = await project.up(["--skip-preview"]);
  expect(up).toSucceed();
  expect(up.all).toContain("node-3: entering maintenance");
  expect(simulator.host("node-3", "west").session?.state).toBe("MAINTENANCE_MODE");
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(simulator.violations).toEqual([]);
});

it("two resources that name one host do not enter it twice", async () => {
  const { simulator, env } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-2", "east").id);
  const program = `${oneHost(`{ hostId: ${id} }`)}\nnew HostMaintenanceMode("same", { hostId: ${id} });`;
  const project = await createProject({ program, env });
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain("already in maintenance");
  expect(up.all).toContain("waiting for another resource of this program, which is at work on the same host");
  expect(up.all).not.toMatch(STACK_TRACE);
  expect(simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode")).toHaveLength(1);
});
