// The repository itself is a Pulumi project: what `pulumi up` in the checkout really does.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { projectEnvironment } from "../../scripts/engine/environment.js";
import { ownDirectory } from "../../scripts/engine/ownDirectory.js";
import { startCli } from "./harness/cli.js";
import { type ExportedStack, readySetup } from "./harness/index.js";
import { accepted, openSimulator, places } from "./oneHost";

const ROOT = join(__dirname, "..", "..");

it("pulumi up in the checkout puts one host into maintenance, and destroy takes it out", async () => {
  const { simulator, env } = await openSimulator();
  const before = places(simulator);
  const filesBefore = await readdir(ROOT);
  const run = await openRoot(env);
  const config = ["hostName=node-3", "cluster=west", "reason=firmware"];
  expect(await run("config", "set-all", ...config.flatMap((pair) => ["--plaintext", pair]))).toSucceed();
  const byPath = ["timeouts.enter=3h", "restore.changed=include", "allowShutdown[0]=print-01"];
  const paths = byPath.flatMap((pair) => ["--plaintext", pair]);
  expect(await run("config", "set-all", "--path", ...paths)).toSucceed();

  expect(await run("config", "set", "clusterName", "west", "--plaintext")).toSucceed();
  const mistaken = await run("up", "--yes", "--skip-preview");
  expect(mistaken.code).not.toBe(0);
  expect(mistaken.all).toContain('Unknown key "clusterName" in this project\'s config. Did you mean cluster?');
  expect(simulator.requests).toEqual([]);
  expect(await run("config", "rm", "clusterName")).toSucceed();

  expect(await run("up", "--yes", "--skip-preview")).toSucceed();
  const exported = await run("stack", "export");
  const { deployment }: ExportedStack = JSON.parse(exported.stdout);
  const types = deployment.resources?.map(({ type }) => type).filter((type) => !type.startsWith("pulumi:"));
  expect(types).toEqual(["pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode"]);
  const { outputs } = deployment.resources?.find(({ type }) => !type.startsWith("pulumi:")) ?? {};
  expect(outputs).toMatchObject({
    reason: "firmware",
    allowShutdown: ["print-01"],
    restore: { changed: "include", powerOn: "all" },
    timeouts: { enter: "3h", exit: "2h" },
  });
  expect(accepted(simulator, "EnterMaintenanceMode")).toBe(1);
  expect(simulator.host("node-3", "west").state).toBe("MAINTENANCE_MODE");

  expect(await run("destroy", "--yes", "--skip-preview")).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(await run("stack", "rm", "--yes")).toSucceed();
  // Another test may run `npm start` just now, which keeps its stack's file here too.
  const stackFiles = (names: string[]) => names.filter((name) => /^Pulumi\.(?!start-)/.test(name));
  expect(stackFiles(await readdir(ROOT))).toEqual(stackFiles(filesBefore));
});

/** Runs CLI commands on a stack of the root project, whose backend is elsewhere and whose name no other run has. */
async function openRoot(settings: Record<string, string>) {
  const setup = readySetup();
  const directory = await ownDirectory("root-");
  const dirs = { home: join(directory, "home"), backend: join(directory, "backend"), engine: setup.engineBin };
  await Promise.all([mkdir(dirs.home), mkdir(dirs.backend)]);
  const env = { ...projectEnvironment(dirs), ...settings };
  const stack = `test-${process.pid}`;
  onTestFinished(async () => {
    // The CLI keeps a stack's config beside Pulumi.yaml; when all went well it is gone already.
    await rm(join(ROOT, `Pulumi.${stack}.yaml`), { force: true });
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  const cli = (...args: string[]) => startCli(join(setup.engineBin, "pulumi"), args, { cwd: ROOT, env }).done;
  expect(await cli("stack", "init", stack)).toSucceed();
  return (...args: string[]) => cli(...args, "--stack", stack);
}
