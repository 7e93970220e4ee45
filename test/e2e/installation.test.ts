// How a program can get the package, and Pulumi's provider process not: told in the program, with the cure.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { openSimulator, recordOf } from "./oneHost";

const program = (id: string, options = "") => `
const { HostMaintenanceMode } = require("pulumi-cloudtower");
exports.host = new HostMaintenanceMode("host", { hostId: ${JSON.stringify(id)}, allowShutdown: "all" }${options});
`;

it("a program that is one bundle with the package works, as long as the package is installed too", async () => {
  const { simulator, env } = await openSimulator();
  const project = await createProject({ program: "", language: "js", env });
  const { id } = simulator.host("node-1", "east");
  await writeFile(join(project.dir, "source.js"), program(id));
  await build({
    entryPoints: [join(project.dir, "source.js")],
    outfile: join(project.dir, "index.js"),
    bundle: true,
    platform: "node",
    external: ["@pulumi/pulumi"],
    allowOverwrite: true,
    logLevel: "silent",
  });
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
  expect(await project.destroy(["--skip-preview"])).toSucceed();
});

it("a package on which only a library depends is refused", async () => {
  const { simulator, env } = await openSimulator();
  const project = await createProject({
    program: program("h").replace("pulumi-cloudtower", "library"),
    language: "js",
    env,
  });
  const library = join(project.dir, "node_modules", "library");
  await mkdir(join(library, "node_modules"), { recursive: true });
  await writeFile(join(library, "index.js"), 'module.exports = require("pulumi-cloudtower");');
  await rename(
    join(project.dir, "node_modules", "pulumi-cloudtower"),
    join(library, "node_modules", "pulumi-cloudtower"),
  );
  const refused = await project.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toMatch(/error: HostMaintenanceMode "host": the package pulumi-cloudtower cannot be found from /);
  expect(refused.all).toContain("Add it to the dependencies of that project itself");
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(simulator.requests).toEqual([]);
});

it("options that would do harm are refused in one line, and times in options count", async () => {
  const { simulator, env } = await openSimulator();
  const { id } = simulator.host("node-1", "east");
  const project = await createProject({ program: program(id, `, { import: "${id}" }`), language: "js", env });
  const refused = await project.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.all).toMatch(/error: HostMaintenanceMode "host": the option import cannot be used, .*"adopt"/);
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(simulator.requests).toEqual([]);

  await project.setProgram(program(id, ', { customTimeouts: { create: "1h30m", delete: "3h" } }'));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect((await recordOf(project))?.timeouts).toMatchObject({ precheck: "10m", enter: "5400s", exit: "3h" });
  expect(await project.destroy(["--skip-preview"])).toSucceed();
});
