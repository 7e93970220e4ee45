// examples/automation-api as it stands: interrupted, with a command that fails, and to the end.
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Scenario, Simulator } from "../../simulator";
import { createExample, type Project, STACK_TRACE, startInOwnGroup } from "./harness/index.js";
import { accepted, openSimulator, places, until } from "./oneHost";

const MINUTE = 60_000;
const vms = (name: string) => [{ name: `web-${name}` }, { name: `gpu-${name}`, passthrough: true }];
const scenario: Scenario = {
  timings: { precheck: 100, shutdown: 100, liveMigrate: 10 * MINUTE },
  clusters: [
    { name: "east", hosts: [{ name: "node-1", vms: vms("e") }, { name: "node-2" }, { name: "node-3" }] },
    { name: "west", hosts: [{ name: "node-5", vms: vms("w") }, { name: "node-6" }] },
  ],
};

/** Time that passes as fast as the test says. */
function openTime() {
  let [since, from, rate] = [Date.now(), Date.now(), 1];
  const now = () => from + (Date.now() - since) * rate;
  return {
    now,
    pass: (times: number) => {
      [since, from, rate] = [Date.now(), now(), times];
    },
  };
}

function start(project: Project, ...args: string[]) {
  const tsx = join(project.dir, "node_modules", "tsx", "dist", "cli.mjs");
  const started = startInOwnGroup(process.execPath, [tsx, "run.ts", ...args], { cwd: project.dir, env: project.env });
  /** As a supervisor does it: the engine hears nothing of it. */
  return { ...started, terminate: () => process.kill(started.pid, "SIGTERM") };
}

function states(simulator: Simulator) {
  return [simulator.host("node-1", "east").state, simulator.host("node-5", "west").state];
}

it("takes each host through maintenance, ends cleanly on Ctrl-C, stops at a command that fails, and goes on", async () => {
  const time = openTime();
  const { simulator, env } = await openSimulator({ scenario, speed: 1, now: time.now });
  const before = places(simulator);
  const project = await createExample("automation-api", env);
  await symlink(join(__dirname, "..", "..", "node_modules", "tsx"), join(project.dir, "node_modules", "tsx"));
  const targets = ["east/node-1", "west/node-5"];

  const interrupted = start(project, "echo must-not-run", ...targets);
  await until(() => accepted(simulator, "EnterMaintenanceMode") === 2);
  interrupted.ctrlC();
  time.pass(1000);
  const first = await interrupted.done;
  expect(first, first.output).toMatchObject({ code: 130 });
  expect(states(simulator)).toEqual(["MAINTENANCE_MODE", "MAINTENANCE_MODE"]);
  expect(first.output).toContain("nothing new is begun");
  expect(first.output).toContain(`To go on: npx tsx run.ts "echo must-not-run" ${targets.join(" ")}`);
  expect(first.output).not.toMatch(/^\w+ \| must-not-run/m);

  const terminated = start(project, "echo must-not-run", "west/node-5");
  await until(() => terminated.text().includes("west | Updating"));
  terminated.terminate();
  const again = await terminated.done;
  expect(again, again.output).toMatchObject({ code: 130 });
  expect(again.output).not.toMatch(/^\w+ \| must-not-run/m);

  // The command fails in one cluster, and the other one goes on.
  const command = 'echo "patching $HOST"; test $CLUSTER = east';
  const second = await start(project, command, ...targets, "east/node-2").done;
  expect(second, second.output).toMatchObject({ code: 1 });
  expect(second.output).toContain("east | patching node-1\n");
  expect(second.output).toContain("east | node-2 is done\n");
  expect(second.output).toContain("west | the command ended with 1\n");
  expect(second.output).toMatch(/To go on: npx tsx run\.ts .* west\/node-5\n$/);
  expect(states(simulator)).toEqual(["IN_USE", "MAINTENANCE_MODE"]);

  const third = await start(project, "true", "west/node-5").done;
  expect(third, third.output).toMatchObject({ code: 0 });
  expect(places(simulator)).toEqual(before);
  for (const operation of ["EnterMaintenanceMode", "ExitMaintenanceMode"]) {
    expect(accepted(simulator, operation)).toBe(3);
  }
  for (const { output } of [first, again, second, third]) expect(output).not.toMatch(STACK_TRACE);
  expect(simulator.violations).toEqual([]);

  expect(await start(project, "true", "node-1").done).toMatchObject({ code: 2 });
});
