// Proves the harness: the real CLI runs a program with a dynamic provider of its own, no CloudTower involved.
import { existsSync } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createProject } from "./harness/index.js";

const SECRET = "correct-horse-battery-staple";

/** The resource is a file: a test sees from outside whether it was created and deleted. */
const PROGRAM = `
const fs = require("fs");
const pulumi = require("@pulumi/pulumi");
const provider = {
  async create(inputs) {
    fs.writeFileSync(inputs.path, "here");
    return { id: "marker", outs: inputs };
  },
  async delete(id, outs) {
    fs.rmSync(outs.path);
  },
};
class Marker extends pulumi.dynamic.Resource {}
const config = new pulumi.Config();
const path = config.require("path");
new Marker(provider, "marker", { path, token: config.getSecret("token") }, undefined);
exports.file = path;
`;

test("a program goes up and down with the real engine", async () => {
  const project = await createProject({ program: PROGRAM, language: "js", secrets: { token: SECRET } });
  const file = join(project.dir, "marker.txt");
  expect(await project.config.set("path", file)).toSucceed();

  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(existsSync(file)).toBe(true);
  expect(await project.outputs()).toEqual({ file });
  expect((await project.resources()).map(({ type }) => type)).toContain("pulumi-nodejs:dynamic:Resource");
  expect(await project.stateText()).not.toContain(SECRET);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(existsSync(file)).toBe(false);
  expect(await project.resources()).toEqual([]);
});

test("a project holds the packed package itself, not a link to the checkout", async () => {
  const project = await createProject({ program: "", language: "js" });
  const installed = join(project.dir, "node_modules", "pulumi-cloudtower");
  expect((await lstat(installed)).isSymbolicLink()).toBe(false);
  const entry = createRequire(join(project.dir, "index.js")).resolve("pulumi-cloudtower");
  expect(await realpath(entry)).toBe(join(installed, "dist", "index.js"));
});

test("no setting of the shell reaches a run", async () => {
  process.env.CLOUDTOWER_SERVER = "of-the-shell";
  try {
    const project = await createProject({ program: "", language: "js", env: { CLOUDTOWER_USER: "of-the-test" } });
    expect(Object.keys(project.env).filter((name) => name.startsWith("CLOUDTOWER_"))).toEqual(["CLOUDTOWER_USER"]);
  } finally {
    delete process.env.CLOUDTOWER_SERVER;
  }
});

test("a run can be watched and killed", async () => {
  const slow = `
const pulumi = require("@pulumi/pulumi");
class Slow extends pulumi.dynamic.Resource {}
const create = () => new Promise(() => console.log("create has begun"));
new Slow({ create }, "slow", {}, undefined);
`;
  const project = await createProject({ program: slow, language: "js" });
  const run = project.start("up", ["--skip-preview"]);
  await run.waitForOutput("create has begun");
  run.kill("SIGKILL");
  expect(await run.done).toMatchObject({ code: undefined, signal: "SIGKILL" });
  expect((await project.exportStack()).deployment.pending_operations).toMatchObject([{ type: "creating" }]);
});
