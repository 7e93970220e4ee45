// The plain failures: each a clear error without a stack trace, and a true state behind it.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

const DOWN = { CLOUDTOWER_SERVER: "http://127.0.0.1:9" };
const NOTHING = { CLOUDTOWER_SERVER: "", CLOUDTOWER_USER: "", CLOUDTOWER_PASSWORD: "" };

it("what is wrong from the start is reported at once, and nothing is changed", async () => {
  const { simulator, env } = await openSimulator();
  const project = await createProject({ program: "", env });
  const refuses = async (args: string, change: Record<string, string>, ...words: string[]) => {
    await project.setProgram(oneHost(args));
    Object.assign(project.env, env, change);
    const up = await project.up(["--skip-preview"]);
    expect(up.code, up.all).not.toBe(0);
    for (const word of words) expect(up.all).toContain(word);
    expect(up.all).not.toMatch(STACK_TRACE);
    expect(up.all).not.toContain("wrong-m4rker");
    expect(await recordOf(project)).toBeUndefined();
  };
  await refuses("{ hostId: 'nobody' }", {}, 'shows no host with the id "nobody"');
  await refuses("{ hostId: 'any' }", { CLOUDTOWER_PASSWORD: "wrong-m4rker" }, 'did not let user "root"');
  await refuses("{ hostId: 'any' }", DOWN, "is not reachable");
  const missing = [
    "cloudtower:server (CLOUDTOWER_SERVER)",
    "CLOUDTOWER_USER",
    "CLOUDTOWER_PASSWORD",
    "allowShutdown must be",
  ];
  await refuses("{ hostId: 'any', allowShutdown: 'some' }", NOTHING, ...missing);
  expect(simulator.mutations).toEqual([]);

  await project.setProgram(oneHost("{ hostId: 'any' }"));
  Object.assign(project.env, env, DOWN);
  const preview = await project.preview();
  expect(preview).toSucceed();
  expect(preview.all).toContain("is not known");
  expect(preview.all).toContain("is not reachable");
});

it("the next host of a cluster under a new name is refused in preview and up, with advice", async () => {
  const { simulator, env } = await openSimulator();
  const program = (name: string) =>
    oneHost(`{ hostId: ${JSON.stringify(simulator.host(name, "east").id)} }`, `mm-${name}`);
  const project = await createProject({ program: program("node-1"), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  const before = places(simulator);
  const prechecks = accepted(simulator, "EnterMaintenanceModePreCheck");

  await project.setProgram(program("node-2"));
  const why =
    "CloudTower allows one host of a cluster in maintenance at a time, and node-1 already is (put there by the resource e2e/dev/mm-node-1)";
  const what =
    "name the resource after the cluster and change its hostId or hostName, so that the old host leaves first";
  const preview = await project.preview();
  expect(preview).toSucceed();
  expect(preview.all).toContain(`pulumi up would be refused for node-2: ${why}. Next: ${what}`);
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain(`host node-2, precheck: ${why}. Next: ${what}`);
  expect(up.all).not.toMatch(STACK_TRACE);
  expect(accepted(simulator, "EnterMaintenanceModePreCheck")).toBe(prechecks);
  expect(places(simulator)).toEqual(before);
  expect((await recordOf(project))?.urn).toMatch(/::mm-node-1$/);
});

it("a misspelled or replaced setting is refused by up, but does not keep destroy from giving the VMs back", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${id} }`), env });
  expect(await project.up(["--skip-preview"])).toSucceed();
  const requests = simulator.requests.length;

  project.env.CLOUDTOWER_ALOW_SHUTDOWN = "none";
  const mistaken = await project.up();
  expect(mistaken.code).not.toBe(0);
  expect(mistaken.all).toContain("Did you mean CLOUDTOWER_ALLOW_SHUTDOWN?");
  delete project.env.CLOUDTOWER_ALOW_SHUTDOWN;

  expect(await project.config.set("cloudtower:alowShutdown", "none")).toSucceed();
  expect(await project.config.set("cloudtower:previewPrecheck", "false")).toSucceed();
  const words = [
    "cloudtower:alowShutdown is not a known setting",
    "cloudtower:previewPrecheck was replaced by cloudtower:preview. Remove it; if it was false, set",
  ];
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  for (const problem of words) expect(up.all).toContain(problem);
  expect(up.all).toContain('Did you mean "allowShutdown"?');
  expect(up.all).not.toMatch(STACK_TRACE);
  expect(simulator.requests).toHaveLength(requests);

  const destroy = await project.destroy(["--skip-preview"]);
  expect(destroy).toSucceed();
  for (const problem of words) expect(destroy.all).toContain(`warning: ${problem}`);
  expect(places(simulator)).toEqual(before);
});

it("an entry that runs out of time names the VMs that still run, is kept as unfinished, and is undone by destroy", async () => {
  const { simulator, env } = await openSimulator({ speed: 2 });
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const before = places(simulator);
  const project = await createProject({ program: oneHost(`{ hostId: ${id}, timeouts: { enter: "1s" } }`), env });
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain("has not ended in time");
  expect(up.all).toMatch(/; still running on the host, asked to shut down since \S+: [^\n]*license-01/);
  expect(up.all).not.toMatch(STACK_TRACE);
  const unfinished = (await project.resources()).find(({ type }) => type.endsWith(":HostMaintenanceMode"));
  expect(unfinished?.outputs).toMatchObject({ phase: "entering", hostName: "node-1" });
  expect(unfinished?.initErrors?.join()).toContain("run pulumi up to continue");

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(simulator.host("node-1", "east").session?.state).toBe("IN_USE");
  expect(places(simulator)).toEqual(before);
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
});
