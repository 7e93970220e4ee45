// A CloudTower with a standby, and one that is too old, as a user meets them.
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf } from "./oneHost";

it("a failover in the middle of an entry is waited through, and reported", async () => {
  const { simulator, env } = await openSimulator({ scenario: "failover", speed: 4 });
  const before = places(simulator);
  const [first, second] = simulator.urls as [string, string];
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({
    program: oneHost(`{ hostId: ${id}, allowShutdown: "all" }`),
    // The standby first: nothing may depend on the order.
    env: { ...env, CLOUDTOWER_SERVER: `${second}, ${first}` },
  });
  const up = project.start("up", ["--skip-preview"]);
  await up.waitForOutput("entering maintenance");
  simulator.operator.failover({ gapMs: 12_000, silence: "reset" });
  const ended = await up.done;
  expect(ended).toSucceed();
  expect(ended.all).toContain("CloudTower does not answer: ");
  expect(ended.all).toContain("a failover takes up to five minutes");
  expect(ended.all).toMatch(new RegExp(`CloudTower answers at ${second}, after \\d+ s`));
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(await recordOf(project)).toMatchObject({ phase: "maintenance", server: second });

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
});

it("a standby alone, and a CloudTower before 4.0, are named with what to do", async () => {
  const { simulator, env } = await openSimulator({ scenario: "failover" });
  const id = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({ program: oneHost(`{ hostId: ${id} }`), env });
  project.env.CLOUDTOWER_SERVER = simulator.urls[1];
  const standby = await project.up(["--skip-preview"]);
  expect(standby.code).not.toBe(0);
  expect(standby.all).toContain("This CloudTower answers as a standby: cloudtower:server (CLOUDTOWER_SERVER) may list");
  expect(standby.all).not.toMatch(STACK_TRACE);

  project.env.CLOUDTOWER_SERVER = simulator.urls[0];
  simulator.quirks.version = "3.4.2";
  const old = await project.up(["--skip-preview"]);
  expect(old.code).not.toBe(0);
  expect(old.all).toContain("host maintenance needs CloudTower 4.0 or newer; this one is 3.4.2");
  expect(old.all).not.toMatch(STACK_TRACE);
  expect(simulator.mutations).toEqual([]);
});
