// `npm start`, and what is left of it after Ctrl-C.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ownDirectory } from "../../scripts/engine/ownDirectory.js";
import { descendants, killTree, type ProcessInfo, stillRunning } from "../../scripts/processTree.js";
import { readySetup } from "./harness/index.js";
import { until } from "./oneHost";

const checkout = join(__dirname, "..", "..");

/** `npm start` as from a terminal: a process group of its own, which gets what is typed there. */
async function start() {
  const directory = await ownDirectory("npm-start-");
  const [temporary, projects] = [join(directory, "tmp"), join(directory, "projects")];
  await Promise.all([mkdir(temporary), mkdir(projects)]);
  const child = spawn("npm", ["start"], {
    cwd: checkout,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: `${readySetup().engineBin}:${process.env.PATH}`,
      TMPDIR: temporary,
      PULUMI_CLOUDTOWER_PROJECTS_DIR: projects,
    },
  });
  const pid = child.pid as number;
  const closed = once(child, "close");
  onTestFinished(async () => {
    killTree(pid);
    await closed;
    await rm(directory, { recursive: true, force: true });
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return {
    closed,
    text: () => output,
    processes: () => descendants(pid),
    ctrlC: () => process.kill(-pid, "SIGINT"),
    /** Files in the temporary directory and in that of projects, and configs of stacks in the checkout. */
    left: async () => [
      ...(await readdir(temporary)),
      ...(await readdir(projects)),
      ...(await readdir(checkout)).filter((name) => /^Pulumi\.start-.*\.yaml$/.test(name)),
    ],
  };
}

it.skipIf(process.platform === "win32").each([
  ["while the stack is made", /A simulated CloudTower is at/],
  ["during an entry", /Step 3[\s\S]*entering maintenance/],
])("Ctrl-C %s leaves no process and no file", async (_, moment) => {
  const run = await start();
  const before = await run.left();
  let running: ProcessInfo[] = [];
  await until(() => moment.test(run.text()));
  running = run.processes();
  run.ctrlC();
  await run.closed;
  expect(run.text()).toContain("Stopped; nothing of this run is left.");
  expect(run.text()).not.toMatch(/^\s+at .+[:(]/m);
  // At once: not after the entry has come to its end.
  expect(run.text()).not.toContain("node-1: in maintenance");
  expect(running.length).toBeGreaterThan(2);
  await until(() => stillRunning(running).length === 0);
  expect(await run.left()).toEqual(before);
});
