// The programs of examples/ for many hosts, as they stand. Their tools are small scripts of the test.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { descendants } from "../../scripts/processTree.js";
import type { Scenario, Simulator } from "../../simulator";
import { createRecipe, type Project, STACK_TRACE, startInOwnGroup } from "./harness/index.js";
import { openSimulator, places, until } from "./oneHost";

const host = (name: string) => ({ name, vms: [{ name: `web-${name}` }], managementIp: `ip-of-${name}` });
const scenario: Scenario = {
  clusters: [
    { name: "east", hosts: ["node-1", "node-2", "node-3"].map(host) },
    { name: "west", hosts: ["node-4", "node-5"].map(host) },
  ],
};

/** What the test's tools have written. */
async function told(project: Project, file = "told"): Promise<string[]> {
  const text = await readFile(join(project.homeDir, file), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean);
}

const note = (project: Project, name: string) => writeFile(join(project.homeDir, name), "");

function entered(simulator: Simulator): string[] {
  const { hosts } = simulator.snapshot();
  const calls = simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode");
  return calls.map(({ hostId }) => hosts.find(({ id }) => id === hostId)?.name ?? "");
}

it("rolling-ssh: the script reaches each host over SSH; where it fails, it runs again", async () => {
  const { simulator, env } = await openSimulator({ scenario });
  const before = places(simulator);
  const tools = {
    // Runs on this machine what it is to run on the host. The last argument is the command, the one before it the address.
    ssh: 'for last; do address=$target; target=$last; done; echo "$*" >> $RECIPE/ssh; TARGET=$address sh -c "$last"',
    hostname: 'echo "$TARGET"',
    yum: 'echo "$TARGET $CLOUDTOWER_RUN_ATTEMPT: yum $*" >> $RECIPE/told; test "$TARGET" != ip-of-node-2 -o -e $RECIPE/repaired',
  };
  const config = { clusters: ["east", "west"], round: "2026-11" };
  const project = await createRecipe("rolling-ssh", env, config, tools);
  const first = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(first).not.toSucceed();
  expect(first.all).toContain("node-1: run: patching ip-of-node-1, attempt 1");
  await note(project, "repaired");
  const second = await project.up(["--skip-preview"]);
  expect(second).toSucceed();
  const update = (name: string, attempt: number) =>
    `ip-of-${name} ${attempt}: yum --assumeyes --quiet update smartx-tools`;
  expect((await told(project)).sort()).toEqual(
    [
      update("node-1", 1),
      update("node-2", 1),
      update("node-2", 2),
      update("node-3", 1),
      update("node-4", 1),
      update("node-5", 1),
    ].sort(),
  );
  for (const line of await told(project, "ssh")) expect(line).toContain("BatchMode=yes");
  expect(places(simulator)).toEqual(before);
  expect(await project.outputs()).toEqual({
    // The one that was in maintenance went first.
    hosts: ["east/node-2", "east/node-1", "east/node-3", "west/node-4", "west/node-5"],
    phases: Array(5).fill("done"),
  });
  for (const { all } of [first, second]) expect(all).not.toMatch(STACK_TRACE);
});

it("canary: no other cluster is touched before all hosts of the canary are done", async () => {
  const { simulator, env } = await openSimulator({ scenario });
  const before = places(simulator);
  const installer =
    'echo "$CLOUDTOWER_HOST_NAME $3" >> $RECIPE/told; test "$CLOUDTOWER_HOST_NAME" != node-5 -o -e $RECIPE/repaired';
  const project = await createRecipe(
    "canary",
    env,
    { canary: "west", others: ["east"], round: "2.4.1" },
    { "your-installer": installer },
  );
  const first = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(first).not.toSucceed();
  expect(entered(simulator)).toEqual(["node-4", "node-5"]);

  await note(project, "repaired");
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(entered(simulator)).toEqual(["node-4", "node-5", "node-1", "node-2", "node-3"]);
  const both = (name: string) => [`${name} `, `${name} --check`];
  expect(await told(project)).toEqual([
    ...both("node-4"),
    "node-5 ",
    ...["node-5", "node-1", "node-2", "node-3"].flatMap(both),
  ]);
  expect(places(simulator)).toEqual(before);

  // In another round the canary fails again: what the other clusters have done is not forgotten.
  const file = join(project.dir, "Pulumi.dev.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("2.4.1", "2.4.2"));
  await writeFile(join(project.homeDir, "tools", "your-installer"), "#!/bin/sh\nexit 1\n");
  expect(await project.up(["--skip-preview", "--continue-on-error"])).not.toSucceed();
  expect(entered(simulator).slice(5)).toEqual(["node-4"]);
  const runs = (await project.resources()).filter(({ type }) => type.endsWith(":HostMaintenanceRun"));
  expect(runs.map(({ outputs = {} }) => outputs.phase).sort()).toEqual(["done", "done", "done", "done", "running"]);
});

it("window: when it closes, the host that is in maintenance is finished and no other is begun; the next night goes on", async () => {
  const { simulator, env } = await openSimulator({ scenario });
  const before = places(simulator);
  const tool = 'echo "$CLOUDTOWER_HOST_NAME" >> $RECIPE/told; until test -e $RECIPE/closed; do sleep 0.1; done';
  const project = await createRecipe("window", env, { clusters: ["east"], round: "1" }, { "your-tool": tool });

  const night = (length: string) => {
    const started = startInOwnGroup(join(project.dir, "window.sh"), [length], { cwd: project.dir, env: project.env });
    /** What its own alarm does when the time is over. */
    const close = () => {
      const { pid: timeout } = descendants(started.pid).find(({ command }) => /^timeout\b/.test(command)) ?? {};
      process.kill(timeout as number, "SIGALRM");
    };
    return { ...started, close };
  };
  const first = night("4h");
  await until(() => existsSync(join(project.homeDir, "told")));
  first.close();
  await until(() => first.text().includes("^C received; cancelling"));
  await note(project, "closed");
  const ended = await first.done;
  expect(ended, ended.output).toMatchObject({ code: 124 });
  expect(await told(project)).toEqual(["node-1"]);
  expect(places(simulator)).toEqual(before);

  const second = await night("1h").done;
  expect(second, second.output).toMatchObject({ code: 0 });
  expect(await told(project)).toEqual(["node-1", "node-2", "node-3"]);
  expect(places(simulator)).toEqual(before);
});
