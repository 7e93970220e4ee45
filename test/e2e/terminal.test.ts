// What somebody sees who watches two hosts enter, in terminals of usual widths.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import type { Scenario } from "../../simulator";
import { createProject, HAS_TERMINAL, startInTerminal, type TerminalRun } from "./harness/index.js";
import { openSimulator, until } from "./oneHost";

const HOSTS = { east: "node-1", west: "node-5" };
const program = `
import { HostMaintenanceMode } from "pulumi-cloudtower";
for (const [cluster, hostName] of Object.entries(${JSON.stringify(HOSTS)})) {
  new HostMaintenanceMode(cluster, { hostName, cluster, allowShutdown: "all" });
}
`;

const DEBUG_LINE = /^\S+Z (-|(east|west)\/\S+) \w+ \d+ \d+ ms, x-tower-request-id \S+$/;

/** Half of each entry is over after a moment; the other half lasts until the test lets an hour pass. */
const MINUTE = 60_000;
const scenario: Scenario = {
  timings: { precheck: 100, shutdown: 100, liveMigrate: 10 * MINUTE },
  clusters: Object.entries(HOSTS).map(([name, host]) => ({
    name,
    hosts: [
      {
        name: host,
        vms: [...["web-01", "web-02"].map((vm) => ({ name: vm })), { name: `gpu-${name}`, passthrough: true }],
      },
      { name: "node-9" },
    ],
  })),
};

/** The rows that were drawn since the last look, of one resource. */
function rows(text: string, name: string): string[] {
  const lines = stripVTControlCharacters(text).split(/[\r\n]+/);
  return lines.filter((line) => line.includes(`:HostMaintenanceMode  ${name} `));
}

/** Draws at another width, and waits until the rows of both hosts are as wanted there. */
async function widen(run: TerminalRun, columns: number, wanted: RegExp): Promise<string[]> {
  await run.resize(columns);
  // The frame that is being drawn may still have the old width.
  run.take();
  let text = "";
  const drawn = () => Object.keys(HOSTS).map((name) => rows(text, name).slice(1));
  await until(() => {
    text += run.take();
    return drawn().every((ofHost) => ofHost.some((row) => wanted.test(row)));
  });
  return drawn().flat();
}

it.skipIf(!HAS_TERMINAL)("each host's row tells how far it is, as far as the width allows", async () => {
  let ahead = 0;
  const { simulator, env } = await openSimulator({ scenario, speed: 1, now: () => Date.now() + ahead });
  const project = await createProject({ program, env: { ...env, CLOUDTOWER_DEBUG: "./debug.log" } });
  const run = startInTerminal(project, "up --yes --skip-preview", 200);
  await until(() => simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode").length === 2);
  ahead = 5 * MINUTE;

  const seen: Record<number, string[]> = {};
  // Pulumi's own columns take 88 characters here: at 80 there is nothing that a provider could show.
  seen[200] = await widen(run, 200, /\d+ % \d\/\d away · \S+.* to go · \d+/);
  seen[120] = await widen(run, 120, /\d+ % \d\/\d away · \w/);
  seen[100] = await widen(run, 100, /\d+ % \d\/\d/);
  seen[80] = await widen(run, 80, /(east|west) +creating/);
  for (const [columns, lines] of Object.entries(seen)) {
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(Number(columns));
  }
  ahead = 60 * MINUTE;
  const { all, exitCode } = await run.done;
  expect(exitCode, all).toBe(0);
  const text = stripVTControlCharacters(all);
  // What passes is gone at the end. What lasts is the resource's, and names VMs without their UUIDs.
  const diagnostics = text.slice(text.lastIndexOf("Diagnostics:"));
  expect(diagnostics).not.toContain(" away");
  for (const [cluster, host] of Object.entries(HOSTS)) {
    expect(diagnostics).toMatch(
      new RegExp(`:HostMaintenanceMode \\(${cluster}\\):\\s+${host}: entering maintenance: `),
    );
  }
  expect(diagnostics).toContain("1 VM to shut down (gpu-east), 2 to migrate");
  expect(diagnostics).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/);
  // Requests are in the file, each with its hosts.
  expect(text).not.toContain("GetTasks");
  const log = await readFile(join(project.dir, "debug.log"), "utf8");
  for (const line of log.trim().split("\n")) expect(line).toMatch(DEBUG_LINE);
  expect(log).toMatch(/ east\/node-1 EnterMaintenanceMode 200 /);
  expect(log).toMatch(/ (east\/node-1,west\/node-5|west\/node-5,east\/node-1) GetTasks 200 /);

  // Elsewhere they are printed once, and not repeated at the end.
  project.env.CLOUDTOWER_DEBUG = "1";
  const destroying = project.destroy(["--skip-preview"]);
  await until(() => simulator.mutations.filter(({ operation }) => operation === "ExitMaintenanceMode").length === 2);
  ahead = 120 * MINUTE;
  const destroy = await destroying;
  expect(destroy).toSucceed();
  const requests = destroy.all.split("\n").filter((line) => line.includes("ExitMaintenanceMode 200"));
  expect(requests).toHaveLength(2);
  for (const line of requests)
    expect(line).toMatch(/ cloudtower: \S+Z (east\/node-1|west\/node-5) ExitMaintenanceMode 200 /);
  expect(destroy.all.slice(destroy.all.indexOf("Diagnostics:"))).not.toContain("cloudtower: ");
});
