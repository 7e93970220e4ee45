// The command as a user has it: of the packed package, by npx, with the real pulumi for --stack.
import { execa } from "execa";
import { expect, it } from "vitest";
import { createProject } from "./harness/index.js";
import { oneHost, openSimulator } from "./oneHost";

it("check and hosts take the settings of a stack, and say who has the host and why", async () => {
  const { simulator } = await openSimulator();
  const project = await createProject({
    program: oneHost(
      '{ hostName: "node-1", cluster: "east", allowShutdown: "all", reason: "replace DIMM A2" }',
      "east",
    ),
    config: { "cloudtower:server": simulator.url, "cloudtower:username": "root" },
    secrets: { "cloudtower:password": "simulator" },
  });
  const run = (...words: string[]) =>
    execa("npx", ["--no-install", "pulumi-cloudtower", ...words, "--stack", project.stack], {
      cwd: project.dir,
      env: project.env,
      extendEnv: false,
      reject: false,
    });

  const check = await run("check");
  expect([check.exitCode, check.stderr]).toEqual([0, ""]);
  expect(check.stdout.replace(/\s+/g, " ")).toContain("as user root; all: stack dev");
  for (const words of ["pulumi-cloudtower 0.", "Pulumi v3.", "@pulumi/pulumi 3.", "can be written"]) {
    expect(check.stdout.replace(/\s+/g, " ")).toContain(words);
  }
  expect(check.stdout).toMatch(/No problem\. Nothing was changed\.$/);

  expect(await project.up(["--skip-preview"])).toSucceed();
  const hosts = await run("hosts", "--cluster", "east");
  expect([hosts.exitCode, hosts.stderr]).toEqual([0, ""]);
  expect(hosts.stdout).toMatch(/^node-1 +in maintenance +\d{4}-/m);
  expect(hosts.stdout.replace(/\s+/g, " ")).toMatch(
    /by resource east of stack dev, project e2e, run by \S+@\S+; reason: "replace DIMM A2"/,
  );

  expect(await project.config.set("cloudtower:password", "MarkedPasswordCore")).toSucceed();
  const wrong = await run("check", "--json");
  expect(wrong.exitCode).toBe(1);
  expect(wrong.stdout).toContain("is plain text in the stack config");
  expect(wrong.stdout).toContain('"topic": "login"');
  expect(wrong.stdout + wrong.stderr).not.toContain("MarkedPasswordCore");
});
