// Many hosts, one after the other in each cluster, through the real engine. The simulator does not refuse a second host of a cluster
// here: that there is none is for the package to see to.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Scenario, Simulator } from "../../simulator";
import { createProject, type Project, STACK_TRACE } from "./harness/index.js";
import { openSimulator, places } from "./oneHost";

const hosts = (...names: string[]) => names.map((name) => ({ name, vms: [{ name: `web-${name}` }] }));
const scenario: Scenario = {
  quirks: { rules: { anotherHostInMaintenance: false } },
  clusters: [
    { name: "east", hosts: hosts("node-1", "node-2", "node-3") },
    { name: "west", hosts: hosts("node-4", "node-5") },
    { name: "north", hosts: hosts("node-6", "node-7") },
    { name: "spare", hosts: hosts("node-0", "node-8") },
  ],
};
const SPEED = 50;

/** No cluster goes on before a host of each other cluster is in maintenance. */
const SIDE_BY_SIDE =
  "touch at-$CLOUDTOWER_CLUSTER_NAME; until test -e at-east && test -e at-west && test -e at-north; do sleep 0.1; done";
const RUN = `echo "$CLOUDTOWER_HOST_NAME $CLOUDTOWER_RUN_ATTEMPT" >> ran; ${SIDE_BY_SIDE}; test ! -e broken-$CLOUDTOWER_HOST_NAME`;
const ALL = 'clusters: ["east", "west", "north"]';

function program(args: string): string {
  return `
import { RollingMaintenance } from "pulumi-cloudtower";
const bios = new RollingMaintenance("bios", { run: ${JSON.stringify(RUN)}, timeouts: { run: "1m" }, ${args} });
export const order = bios.hosts.apply((hosts) => hosts.map(({ name }) => name).join(" "));
export const phases = bios.runs.apply((runs) => runs.map(({ phase }) => phase));
`;
}

/** One kind of call, as the names of its hosts. */
function called(simulator: Simulator, operation: string, from = 0): string[] {
  const { hosts: all } = simulator.snapshot();
  const calls = simulator.mutations.slice(from).filter((mutation) => mutation.operation === operation);
  return calls.map(({ hostId }) => all.find(({ id }) => id === hostId)?.name ?? "");
}

/** The shortest pause between two hosts of a cluster: from the end of an exit to the next enter call. Below zero: two at a time. */
function shortestPause(simulator: Simulator, from = 0): number {
  const { hosts: all, tasks } = simulator.snapshot();
  const freeAt = new Map<string, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { operation, hostId, at, taskId } of simulator.mutations.slice(from)) {
    const cluster = all.find(({ id }) => id === hostId)?.clusterName ?? "";
    if (operation === "EnterMaintenanceMode") {
      shortest = Math.min(shortest, at - (freeAt.get(cluster) ?? Number.NEGATIVE_INFINITY));
      freeAt.set(cluster, Number.POSITIVE_INFINITY);
    }
    if (operation === "ExitMaintenanceMode")
      freeAt.set(cluster, tasks.find(({ id }) => id === taskId)?.finishedAt ?? at);
  }
  return shortest;
}

async function ran(project: Project): Promise<string[]> {
  const text = await readFile(join(project.dir, "ran"), "utf8").catch(() => "");
  await rm(join(project.dir, "ran"), { force: true });
  return text.split("\n").filter(Boolean).sort();
}

/** The phase of each run in the state, by the host's name when it was done. */
async function phases(project: Project): Promise<Record<string, unknown>> {
  const runs = (await project.resources()).filter(({ type }) => type.endsWith(":HostMaintenanceRun"));
  return Object.fromEntries(runs.map(({ outputs = {} }) => [outputs.hostName, outputs.phase]));
}

const done = (...names: string[]) => Object.fromEntries(names.map((name) => [name, "done"]));

it("clusters side by side, one host at a time in each; a failure stops its cluster, and later runs do only what is left", async () => {
  const { simulator, env } = await openSimulator({ scenario, speed: SPEED });
  const before = places(simulator);
  const project = await createProject({ program: program(`${ALL}, triggers: ["1"]`), env });
  const breakHost = (name: string) => writeFile(join(project.dir, `broken-${name}`), "");
  const repairHost = (name: string) => rm(join(project.dir, `broken-${name}`));

  // The preview looks at the next host of each cluster. Then the second host of east fails. Each exit is followed by data recovery.
  const recoveryMs = 600_000;
  simulator.quirks.recoveryAfterExit = recoveryMs;
  await breakHost("node-2");
  const first = await project.up(["--continue-on-error"]);
  expect(first).not.toSucceed();
  const untilFirst = simulator.mutations.findIndex(({ operation }) => operation === "EnterMaintenanceMode");
  const prechecked = called(simulator, "EnterMaintenanceModePreCheck").slice(0, untilFirst);
  expect([...new Set(prechecked)].sort()).toEqual(["node-1", "node-4", "node-6"]);
  expect(first.all).toContain("Entering maintenance of node-1");
  expect(first.all).toContain("node-2: its turn comes after node-1 is done.");
  expect(first.all).toContain("node-3: its turn comes after node-2 is done.");
  expect(first.all).toMatch(/host node-2, run: run \(.*\) failed: exit code 1/);
  expect(await ran(project)).toEqual(["node-1 1", "node-2 1", "node-4 1", "node-5 1", "node-6 1", "node-7 1"]);
  expect(await phases(project)).toEqual({
    ...done("node-1", "node-4", "node-5", "node-6", "node-7"),
    "node-2": "running",
  });
  expect(simulator.host("node-2").state).toBe("MAINTENANCE_MODE");
  expect(shortestPause(simulator)).toBeGreaterThanOrEqual(recoveryMs / SPEED);
  simulator.quirks.recoveryAfterExit = 0;

  // The failed host cannot be left out. The error says how to bring it back, and that works.
  await project.setProgram(program(`${ALL}, except: ["node-2"], triggers: ["1"]`));
  const left = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(left).not.toSucceed();
  const refusal = /host node-2, exit: the program no longer has the run, .* run pulumi destroy --target '(.+?)'/;
  const [, urn = ""] = refusal.exec(left.all) ?? [];
  // Without --continue-on-error, this is all that one gets to see: nothing is deleted after a failure.
  expect(left.all).toMatch(/host node-3, precheck: .* node-2 already is .* run pulumi destroy --target/);
  expect(left.all).toContain(
    `let that run finish first (it continues if it is in the program); or bring its host back: run pulumi destroy --target '${urn}'`,
  );
  const target = await project.destroy(["--target", urn]);
  expect(target).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(await ran(project)).toEqual([]);

  // Meanwhile one host was renamed, one moved to another cluster, and one is new in east. Only hosts that are not done are prechecked.
  simulator.operator.renameHost("node-1", "node-one");
  simulator.operator.moveHost("node-7", "west");
  simulator.operator.moveHost("node-0", "east");
  await repairHost("node-2");
  const from = simulator.mutations.length;
  await project.setProgram(program(`${ALL}, triggers: ["1"]`));
  const second = await project.up();
  expect(second).toSucceed();
  for (const name of ["node-one", "node-4", "node-5", "node-6", "node-7"]) {
    expect(second.all).toContain(`${name}: done.`);
  }
  const news = ["node-0", "node-2", "node-3"];
  expect(new Set(called(simulator, "EnterMaintenanceModePreCheck", from))).toEqual(new Set(news));
  expect(called(simulator, "EnterMaintenanceMode", from)).toEqual(news);
  expect(await ran(project)).toEqual(news.map((name) => `${name} 1`));
  expect(await project.outputs()).toEqual({
    order: "node-0 node-2 node-3 node-one node-6 node-4 node-5 node-7",
    phases: Array(8).fill("done"),
  });

  // Another round. Its first host of east fails: what is after it keeps what was done.
  await breakHost("node-0");
  await project.setProgram(program(`${ALL}, triggers: ["2"]`));
  expect(await project.up(["--skip-preview", "--continue-on-error"])).not.toSucceed();
  const others = ["node-4", "node-5", "node-6", "node-7"];
  expect(await ran(project)).toEqual(["node-0", ...others].map((name) => `${name} 1`));
  expect(await phases(project)).toEqual({ ...done("node-1", "node-2", "node-3", ...others), "node-0": "running" });

  // It goes on with the host that is in maintenance, whatever the order says, and then with the rest.
  await repairHost("node-0");
  const fromThen = simulator.mutations.length;
  await project.setProgram(program(`${ALL}, order: [{ name: "node-3", cluster: "east" }], triggers: ["2"]`));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(called(simulator, "EnterMaintenanceMode", fromThen)).toEqual(["node-3", "node-2", "node-one"]);
  expect(await ran(project)).toEqual(["node-0 2", "node-2 1", "node-3 1", "node-one 1"]);
  expect(shortestPause(simulator, from)).toBeGreaterThanOrEqual(0);

  // A slip in the program must not make Pulumi forget what was done. Nothing of all this is undone by destroy.
  const calls = simulator.mutations.length;
  await project.setProgram(program('clusters: ["eats", "west"], triggers: ["2"]'));
  const slip = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(slip).not.toSucceed();
  expect(slip.all.match(/error: .*/g)).toEqual([
    expect.stringContaining('RollingMaintenance "bios": clusters names "eats"'),
    expect.stringContaining('Did you mean "east"?'),
  ]);
  expect(Object.keys(await phases(project))).toHaveLength(8);
  expect(await project.destroy()).toSucceed();
  expect(simulator.mutations.slice(calls)).toEqual([]);
  for (const { all } of [first, left, second, slip]) expect(all).not.toMatch(STACK_TRACE);
  expect(simulator.violations).toEqual([]);
});
