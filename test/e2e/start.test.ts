// `npm start`, and what is left of it after Ctrl-C.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ownDirectory } from "../../scripts/engine/ownDirectory.js";
import { descendants, type ProcessInfo, stillRunning } from "../../scripts/processTree.js";
import { readySetup, startInOwnGroup } from "./harness/index.js";
import { until } from "./oneHost";

const checkout = join(__dirname, "..", "..");

/** `npm start` as from a terminal. */
async function start() {
  const directory = await ownDirectory("npm-start-");
  const [temporary, projects] = [join(directory, "tmp"), join(directory, "projects")];
  await Promise.all([mkdir(temporary), mkdir(projects)]);
  const started = startInOwnGroup("npm", ["start"], {
    cwd: checkout,
    env: {
      ...process.env,
      PATH: `${readySetup().engineBin}:${process.env.PATH}`,
      TMPDIR: temporary,
      PULUMI_CLOUDTOWER_PROJECTS_DIR: projects,
    },
    after: () => rm(directory, { recursive: true, force: true }),
  });
  return {
    ...started,
    processes: () => descendants(started.pid),
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
  await run.done;
  expect(run.text()).toContain("Stopped; nothing of this run is left.");
  expect(run.text()).not.toMatch(/^\s+at .+[:(]/m);
  // At once: not after the entry has come to its end.
  expect(run.text()).not.toContain("node-1: in maintenance");
  expect(running.length).toBeGreaterThan(2);
  await until(() => stillRunning(running).length === 0);
  expect(await run.left()).toEqual(before);
});
