import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { askingForHost } from "../provider/frontends/askingForHost";
import { traceOf } from "../provider/trace";
import { openLifecycle } from "./shared/openLifecycle";

function telling() {
  const told: string[] = [];
  const tell = (kind: string) => (text: string) => void told.push(`${kind}: ${text}`);
  return { told, tell: { warn: tell("warn"), debug: tell("debug") } };
}

function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "trace-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

it.each([
  [[], "- GetHosts 200"],
  [["east/node-1"], "east/node-1 GetHosts 200"],
  [["east/node-1", "west/node-1"], "east/node-1,west/node-1 GetHosts 200"],
  [["e/1", "e/2", "e/3", "e/4", "e/5"], "e/1,e/2,e/3 and 2 more: GetHosts 200"],
  [["east/<{%x%}> y"], 'east/"<{ %x%}> y" GetHosts 200'],
])("a line begins with the time and the hosts %j", (hosts, line) => {
  const { told, tell } = telling();
  traceOf("1", tell)?.("GetHosts 200", hosts);
  expect(told[0]?.replace(STAMP, "TIME")).toBe(`debug: TIME ${line}`);
});

it("lines are appended to a file that only its owner can read, and nothing is printed", () => {
  const { told, tell } = telling();
  const file = join(ownDirectory(), "debug.log");
  for (const line of ["GetHosts 200", "GetVms\u001b[2J 200"]) traceOf(file, tell)?.(line, ["east/node-1"]);
  const lines = readFileSync(file, "utf8").replaceAll(new RegExp(STAMP, "g"), "TIME");
  expect(lines).toBe("TIME east/node-1 GetHosts 200\nTIME east/node-1 GetVms [2J 200\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(told).toEqual([]);
});

it("a file that cannot be written is warned of once, and fails nothing", () => {
  const { told, tell } = telling();
  const trace = traceOf(join(ownDirectory(), "missing", "debug.log"), tell);
  for (const _ of [1, 2]) trace?.("GetHosts 200", []);
  expect(told).toEqual([expect.stringMatching(/^warn: CLOUDTOWER_DEBUG is ignored: the file .* \(ENOENT\)$/)]);
});

it.each(["yes", "debug", "~/debug.log", "./debug\n.log"])("%j is warned of", (setting) => {
  const { told, tell } = telling();
  expect(traceOf(setting, tell)).toBeUndefined();
  expect(told).toEqual([expect.stringMatching(/^warn: CLOUDTOWER_DEBUG is ignored: it must be 1, or a file/)]);
});

it("a request names the hosts that share it, whether it is joined, polled or repeated", async () => {
  vi.stubEnv("CLOUDTOWER_DEBUG", "1");
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines: string[] = [];
  const trace = (line: string, hosts: readonly string[]) => void lines.push(`${hosts.join()} ${line.split(" ")[0]}`);
  const { simulator, cloudTower, clock } = await openLifecycle({}, { trace });
  const [one, other] = ["node-1", "node-5"].map((name) => simulator.host(name));
  const tasks = [simulator.operator.enter("node-1"), simulator.operator.enter("node-5")].map(String);
  await Promise.all(
    [one, other].map((host, at) =>
      askingForHost({ hostId: host?.id }, async (seen) => {
        const read = await cloudTower.host(host?.id ?? "");
        if (read) seen(read);
        await cloudTower.waitForTask(tasks[at] ?? "", { deadline: clock.now() + 3_600_000 });
        await cloudTower.exitPlan(host?.id ?? "");
      }),
    ),
  );
  expect(lines).toContain(`${one?.id},${other?.id} GetHosts`);
  expect(lines.filter((line) => line.endsWith("GetTasks"))).toContain("east/node-1,west/node-5 GetTasks");
  for (const name of ["east/node-1", "west/node-5"])
    expect(lines).toContain(`${name} ExitMaintenanceModePrecheckResult`);
});
