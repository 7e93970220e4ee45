// What a preview says is what `up` then does.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, countedRequests, oneHost, openSimulator, places } from "./oneHost";

const REFUSED = "pulumi up would be refused for node-1: the host cannot enter maintenance without shutting down 2 VMs";

it("warns, fails or stays silent if up would be refused", async () => {
  const { simulator, withoutConsent } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const before = places(simulator);
  const project = await createProject({ program: oneHost(`{ hostId: ${id} }`), env: withoutConsent });

  const warned = await project.preview();
  expect(warned).toSucceed();
  expect(warned.all).toContain(REFUSED);
  const line = /set (allowShutdown: \[[^\]]*\])/.exec(warned.all)?.[1] ?? "";

  expect(await project.config.set("cloudtower:preview", "fail")).toSucceed();
  const failed = await project.preview();
  expect(failed.code).not.toBe(0);
  expect(failed.all).toContain(`error: ${REFUSED}`);
  expect(failed.all).not.toMatch(STACK_TRACE);
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain(line);
  expect(places(simulator)).toEqual(before);

  await project.setProgram(oneHost(`{ hostId: ${id}, ${line} }`));
  const allowed = await project.preview();
  expect(allowed).toSucceed();
  expect(allowed.all).toContain("Entering maintenance of node-1: 2 VMs would be shut down");

  expect(await project.config.set("cloudtower:preview", "off")).toSucceed();
  const requests = simulator.requests.length;
  const silent = await project.preview();
  expect(silent).toSucceed();
  expect(silent.all).not.toContain("would be shut down");
  expect(countedRequests(simulator, requests)).toEqual([]);
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(0);
});

it("judges the arguments after transforms, and says what it cannot know", async () => {
  const { simulator, env } = await openSimulator();
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const program = (hostId: string) => `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";
class Later extends pulumi.dynamic.Resource {
  constructor() {
    super({ create: async () => ({ id: "later", outs: { text: ${id} } }) }, "later", { text: undefined });
  }
}
new HostMaintenanceMode("host", { hostId: ${hostId}, allowShutdown: "none" }, {
  transforms: [({ props, opts }) => ({ props: { ...props, allowShutdown: "all" }, opts })],
});
`;
  const project = await createProject({ program: program(id), env: { ...env, CLOUDTOWER_PREVIEW: "fail" } });
  const transformed = await project.preview();
  expect(transformed).toSucceed();
  expect(transformed.all).toContain("2 VMs would be shut down");

  await project.setProgram(program("new Later().text"));
  const unknown = await project.preview();
  expect(unknown).toSucceed();
  expect(unknown.all).toContain("is not known until hostId is");
});

it("reports on each of several hosts of a cluster, and up enters the one that the preview says", async () => {
  const { simulator, env } = await openSimulator();
  const id = (name: string) => JSON.stringify(simulator.host(name, "east").id);
  const project = await createProject({
    program: `
import { HostMaintenanceMode } from "pulumi-cloudtower";
new HostMaintenanceMode("second", { hostId: ${id("node-2")}, allowShutdown: "all" });
new HostMaintenanceMode("first", { hostId: ${id("node-1")}, allowShutdown: "all" });
new HostMaintenanceMode("third", { hostId: ${id("node-3")}, allowShutdown: "all" });
`,
    env,
  });
  const preview = await project.preview();
  expect(preview.all).toContain("Entering maintenance of node-2");
  for (const host of ["node-1", "node-3"]) {
    const why = `another resource of this program enters node-2 of the same cluster`;
    expect(preview.all).toMatch(new RegExp(`pulumi up would be refused for ${host}: .*${why}`));
  }
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(simulator.host("node-2", "east").session?.state).toBe("MAINTENANCE_MODE");
  expect(accepted(simulator, "EnterMaintenanceModePreCheck")).toBe(2);
  expect(await project.destroy(["--skip-preview"])).toSucceed();
});

it("says what can be known of a replacement, and that a session is over", async () => {
  const { simulator, env } = await openSimulator();
  const program = (name: string) =>
    oneHost(`{ hostId: ${JSON.stringify(simulator.host(name, "east").id)}, allowShutdown: "all" }`);
  const project = await createProject({ program: program("node-2"), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  const quiet = await project.preview();
  expect(quiet).toSucceed();
  expect(quiet.all).not.toContain("warning");

  await project.setProgram(program("node-1"));
  const replacement = await project.preview();
  expect(replacement.all).toContain("is not known until node-2 is out of maintenance");
  expect(replacement.all).toMatch(/cannot migrate: gpu-train-01/);

  await project.setProgram(program("node-2"));
  simulator.operator.exit("node-2", { atOnce: true });
  const over = await project.preview();
  expect(over).toSucceed();
  expect(over.all).toContain("The session of this resource is over: node-2 is in use");

  simulator.operator.enter("node-2", { atOnce: true });
  const foreign = await project.preview();
  expect(foreign.all).toContain("node-2 is in another session than this resource's");
});
