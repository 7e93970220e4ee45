// The plain failures: each a clear error without a stack trace, and a true state behind it.
import { describe, expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { oneHost, openSimulator, places } from "./oneHost";

const TYPE = "pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode";

describe("nothing is touched and nothing is in the state", () => {
  it.each([
    ["a host that there is not", "{ hostId: 'nobody' }", {}, 'shows no host with the id "nobody"'],
    ["a wrong password", "{ hostId: 'any' }", { CLOUDTOWER_PASSWORD: "wrong-m4rker" }, 'did not let user "root"'],
    ["a server that is down", "{ hostId: 'any' }", { CLOUDTOWER_SERVER: "http://127.0.0.1:9" }, "is not reachable"],
    ["no server", "{ hostId: 'any' }", { CLOUDTOWER_SERVER: "" }, "cloudtower:server (CLOUDTOWER_SERVER) is not set"],
    ["a wrong argument", "{ hostId: 'any', allowShutdown: 'some' } as any", {}, "allowShutdown must be"],
  ])("for %s", async (_, args, change, words) => {
    const { simulator, env } = await openSimulator();
    const project = await createProject({ program: oneHost(args), env: { ...env, ...change } });
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(up.all).toContain(words);
    expect(up.all).not.toMatch(STACK_TRACE);
    expect(up.all).not.toContain("wrong-m4rker");
    expect((await project.resources()).filter(({ type }) => type === TYPE)).toEqual([]);
    expect(simulator.mutations).toEqual([]);
  });

  it("for a precheck that CloudTower refuses", async () => {
    const { simulator, env } = await openSimulator();
    const [node1, node2] = ["node-1", "node-2"].map((name) => JSON.stringify(simulator.host(name, "east").id));
    const first = await createProject({ program: oneHost(`{ hostId: ${node1} }`), env });
    expect(await first.up(["--skip-preview"])).toSucceed();
    const before = places(simulator);

    const project = await createProject({ program: oneHost(`{ hostId: ${node2} }`), env });
    const preview = await project.preview();
    expect(preview).toSucceed();
    expect(preview.all).toContain(
      "Entering maintenance of node-2 is refused while node-1 of the same cluster is in maintenance",
    );
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(up.all).toContain("does not let the host enter maintenance");
    expect(up.all).not.toMatch(STACK_TRACE);
    expect((await project.resources()).filter(({ type }) => type === TYPE)).toEqual([]);
    expect(places(simulator)).toEqual(before);
  });
});

it("a setting that is written wrong is refused by up, and keeps nobody from getting the VMs back", async () => {
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
  const up = await project.up(["--skip-preview"]);
  expect(up.code).not.toBe(0);
  expect(up.all).toContain('cloudtower:alowShutdown is not a known setting. Did you mean "allowShutdown"?');
  expect(up.all).not.toMatch(STACK_TRACE);
  expect(simulator.requests).toHaveLength(requests);

  const destroy = await project.destroy(["--skip-preview"]);
  expect(destroy).toSucceed();
  expect(destroy.all).toContain("warning: cloudtower:alowShutdown is not a known setting");
  expect(places(simulator)).toEqual(before);
});

it("a preview succeeds when CloudTower cannot be reached, and says so", async () => {
  const env = { CLOUDTOWER_SERVER: "http://127.0.0.1:9", CLOUDTOWER_TOKEN: "t0ken" };
  const project = await createProject({ program: oneHost("{ hostId: 'any' }"), env });
  const preview = await project.preview();
  expect(preview).toSucceed();
  expect(preview.all).toContain("is not known");
  expect(preview.all).toContain("is not reachable");
});

describe("an entry that runs out of time", () => {
  it("is kept as unfinished, and the next up goes on with it", async () => {
    const { simulator, env } = await openSimulator({ speed: 2 });
    const id = JSON.stringify(simulator.host("node-1", "east").id);
    const program = (enter: string) => oneHost(`{ hostId: ${id}, timeouts: { enter: ${JSON.stringify(enter)} } }`);
    const project = await createProject({ program: program("1s"), env });
    const before = places(simulator);
    const up = await project.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expect(up.all).toContain("has not ended in time");
    expect(up.all).not.toMatch(STACK_TRACE);
    const [unfinished] = (await project.resources()).filter(({ type }) => type === TYPE);
    expect(unfinished?.outputs).toMatchObject({ phase: "entering", hostName: "node-1" });
    expect(unfinished?.initErrors?.join()).toContain("run pulumi up to continue");

    await project.setProgram(program("5m"));
    expect(await project.up(["--skip-preview"])).toSucceed();
    const [finished] = (await project.resources()).filter(({ type }) => type === TYPE);
    expect(finished?.outputs).toMatchObject({ phase: "maintenance" });
    expect(simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode")).toHaveLength(1);

    expect(await project.destroy(["--skip-preview"])).toSucceed();
    expect(places(simulator)).toEqual(before);
  });

  it("is undone by destroy", async () => {
    const { simulator, env } = await openSimulator({ speed: 2 });
    const id = JSON.stringify(simulator.host("node-1", "east").id);
    const before = places(simulator);
    const project = await createProject({ program: oneHost(`{ hostId: ${id}, timeouts: { enter: "1s" } }`), env });
    expect((await project.up(["--skip-preview"])).code).not.toBe(0);
    expect(await project.destroy(["--skip-preview"])).toSucceed();
    expect(simulator.host("node-1", "east").session?.state).toBe("IN_USE");
    expect(places(simulator)).toEqual(before);
  });
});
