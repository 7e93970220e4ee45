// The pipelines of examples/ci as they stand, with the program of examples/one-per-cluster. Each job is a shell in a fresh checkout.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parse, stringify } from "yaml";
import { killTree } from "../../scripts/processTree.js";
import type { Scenario, Simulator } from "../../simulator";
import { HeldClock } from "../fixtures/heldClock.js";
import { gitHubJob, gitLabJob, type Job } from "./ciJobs";
import { createExample } from "./harness/index.js";
import { accepted, openSimulator, places, until } from "./oneHost";

const STACK = "east";
const scenario: Scenario = {
  clusters: [
    {
      name: "east",
      hosts: [
        { name: "node-1", vms: [{ name: "gpu-1", passthrough: true }] },
        { name: "node-2", vms: [{ name: "web-1" }, { name: "web-2" }] },
        { name: "node-3" },
      ],
    },
  ],
};

/** Packages are installed already, as a CI server's cache would have them. */
const NPM = `#!/bin/sh
test "$*" = ci
`;

async function openPipeline() {
  const clock = new HeldClock();
  const { simulator, withoutConsent: settings } = await openSimulator({ scenario, now: clock.now });
  const project = await createExample("one-per-cluster", {});
  const tools = join(project.homeDir, "tools");
  await mkdir(tools);
  await writeFile(join(tools, "npm"), NPM, { mode: 0o755 });
  await project.must(["stack", "init", STACK]);
  const file = join(project.dir, `Pulumi.${STACK}.yaml`);
  const initial = parse(await readFile(file, "utf8"));
  const { PULUMI_BACKEND_URL = "", PULUMI_CONFIG_PASSPHRASE = "", ...machine } = project.env;
  const secrets = { ...settings, PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE };

  /** Starts a job on a commit in which the stack's config names these hosts. */
  async function start({ script, env }: Job, hosts: readonly string[]) {
    const config = { "one-per-cluster:hosts": hosts.map((name) => ({ name, cluster: "east" })) };
    await writeFile(file, stringify({ ...initial, config }));
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], {
      cwd: project.dir,
      env: { ...machine, PATH: [tools, machine.PATH].join(delimiter), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = child.pid as number;
    const closed = once(child, "close");
    const kill = () => killTree(pid);
    onTestFinished(async () => {
      kill();
      await closed;
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    return { kill, done: closed.then(([code]) => ({ code, output })) };
  }
  const run = async (job: Job, hosts: readonly string[]) => (await start(job, hosts)).done;
  return { simulator, clock, secrets, home: project.homeDir, start, run };
}

const stateOf = (simulator: Simulator) => simulator.host("node-2", "east").state;

it("GitHub: a plan that would be refused is red, a killed job is recovered, and a removed host comes back", async () => {
  const { simulator, clock, secrets, home, start, run } = await openPipeline();
  const before = places(simulator);
  const { CLOUDTOWER_SERVER, CLOUDTOWER_USER, ...secret } = secrets;
  const variables = { CLOUDTOWER_SERVER, CLOUDTOWER_USER, CLOUDTOWER_JOURNAL_DIR: join(home, "journal") };
  const named = (kind: string, values: object) =>
    Object.entries(values).map(([name, value]) => [`${kind}.${name}`, value]);
  const values = Object.fromEntries([...named("secrets", secret), ...named("vars", variables)]);
  const job = (name: string) => gitHubJob(name, { ...values, "matrix.stack": STACK, "inputs.stack": STACK });

  const red = await run(job("plan"), ["node-1"]);
  expect(red.code, red.output).not.toBe(0);
  expect(red.output).toContain("gpu-1");
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(0);

  const apply = await start(job("apply"), ["node-2"]);
  await until(() => accepted(simulator, "EnterMaintenanceMode") === 1);
  clock.stop();
  apply.kill();
  await apply.done;
  clock.start();
  const locked = await run(job("apply"), ["node-2"]);
  expect(locked.code).not.toBe(0);
  expect(locked.output).toContain("the stack is currently locked by 1 lock(s)");
  const recovered = await run(job("recover"), ["node-2"]);
  expect(recovered.code, recovered.output).toBe(0);
  expect(stateOf(simulator)).toBe("MAINTENANCE_MODE");

  const out = await run(job("apply"), []);
  expect(out.code, out.output).toBe(0);
  expect(places(simulator)).toEqual(before);
  for (const operation of ["EnterMaintenanceMode", "ExitMaintenanceMode"])
    expect(accepted(simulator, operation)).toBe(1);
});

it("GitLab: a plan is green, a host is entered by recover where apply did nothing, and a removed host comes back", async () => {
  const { simulator, secrets, run } = await openPipeline();
  const before = places(simulator);
  const job = (name: string) => gitLabJob(name, { ...secrets, STACK });

  for (const name of ["plan", "recover"]) {
    const { code, output } = await run(job(name), ["node-2"]);
    expect(code, output).toBe(0);
    expect(stateOf(simulator)).toBe(name === "plan" ? "IN_USE" : "MAINTENANCE_MODE");
  }
  const out = await run(job("apply"), []);
  expect(out.code, out.output).toBe(0);
  expect(places(simulator)).toEqual(before);
  for (const operation of ["EnterMaintenanceMode", "ExitMaintenanceMode"])
    expect(accepted(simulator, operation)).toBe(1);
});
