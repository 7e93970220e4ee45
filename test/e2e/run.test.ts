// A run through the real engine: what it does, what it keeps, and how it goes on.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { textBelow } from "./harness/files.js";
import type { Project } from "./harness/index.js";
import { createProject } from "./harness/index.js";
import { openSimulator, places } from "./oneHost";

function program(args: string): string {
  return `
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceRun } from "pulumi-cloudtower";
const config = new pulumi.Config();
export const run = new HostMaintenanceRun("bios", ${args});
`;
}

const lines = async (project: Project, name: string) =>
  (await readFile(join(project.dir, name), "utf8").catch(() => "")).split("\n").filter(Boolean);

async function stateOf(project: Project): Promise<Record<string, unknown> | undefined> {
  const run = (await project.resources()).find(({ type }) => type.endsWith(":HostMaintenanceRun"));
  return run?.outputs;
}

describe("a run", () => {
  it("is done once; what it did is in the state, and no secret of its environment is anywhere", async () => {
    const { simulator, env } = await openSimulator();
    const before = places(simulator);
    const args = `{
      hostName: "node-1", cluster: "east", reason: "BIOS 2.4.1", triggers: ["2.4.1"],
      environment: { FLASH_PASSWORD: config.requireSecret("flash"), MODE: "full" },
      unless: "test -e flashed-before",
      run: 'echo "$CLOUDTOWER_HOST_NAME $CLOUDTOWER_CLUSTER_NAME $CLOUDTOWER_REASON $CLOUDTOWER_RUN_ATTEMPT $CLOUDTOWER_PASSWORD" >> ran; echo "flashing with $FLASH_PASSWORD"',
      verify: "echo verified >> ran",
    }`;
    const secret = "flash-me-if-you-can";
    const project = await createProject({ program: program(args), env, secrets: { "e2e:flash": secret } });
    const preview = await project.preview();
    expect(preview).toSucceed();
    expect(preview.all).toContain("Entering maintenance of node-1");
    expect(preview.all).toContain("Then: run ");
    expect(simulator.mutations.map(({ operation }) => operation)).not.toContain("EnterMaintenanceMode");

    const up = await project.up();
    expect(up).toSucceed();
    expect(up.all).toContain("node-1: run: flashing with [FLASH_PASSWORD]");
    // The commands have no credentials of CloudTower.
    expect(await lines(project, "ran")).toEqual(
      ["node-1 east BIOS 2.4.1 1", "verified"].map((line) => expect.stringContaining(line)),
    );
    expect(await stateOf(project)).toMatchObject({ phase: "done", exitCode: 0, attempt: 1, spared: false });
    expect(places(simulator)).toEqual(before);

    const again = await project.up(["--expect-no-changes"]);
    expect(again).toSucceed();
    const destroy = await project.destroy();
    expect(destroy).toSucceed();
    expect(await lines(project, "ran")).toHaveLength(2);
    const entries = simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode");
    expect(entries).toHaveLength(1);
    for (const { all } of [preview, up, again, destroy]) expect(all).not.toContain(secret);
    for (const directory of [project.homeDir, project.backendDir]) {
      expect(await textBelow(directory)).not.toContain(secret);
    }
  });

  it("that fails stays unfinished in maintenance; up goes on from there, and destroy brings the host back", async () => {
    const { simulator, env } = await openSimulator();
    const before = places(simulator);
    const args = `{ hostName: "node-1", cluster: "east", run: "echo ran >> ran; test -e fixed", verify: "test -e well" }`;
    const project = await createProject({ program: program(args), env });
    const failed = await project.up();
    expect(failed).not.toSucceed();
    expect(failed.all).toMatch(/host node-1, run: run \(.*\) failed: exit code 1\. Next: look at the host/);
    expect(await stateOf(project)).toMatchObject({ phase: "running", attempt: 1, exitCode: 1 });
    expect(simulator.host("node-1", "east").session?.state).toBe("MAINTENANCE_MODE");

    await writeFile(join(project.dir, "fixed"), "");
    const verifying = await project.up();
    expect(verifying).not.toSucceed();
    expect(await stateOf(project)).toMatchObject({ phase: "verifying", attempt: 2, hasRun: true });
    expect(await lines(project, "ran")).toHaveLength(2);

    expect(await project.destroy()).toSucceed();
    expect(places(simulator)).toEqual(before);
    expect(simulator.mutations.filter(({ operation }) => operation === "EnterMaintenanceMode")).toHaveLength(1);
  });

  it("is done again with another trigger, and not with another policy", async () => {
    const { env } = await openSimulator();
    const args = (more: string) => `{ hostName: "node-1", cluster: "east", run: "echo ran >> ran", ${more} }`;
    const project = await createProject({ program: program(args('triggers: ["1"]')), env });
    expect(await project.up(["--skip-preview"])).toSucceed();
    await project.setProgram(program(args('triggers: ["1"], onFailure: "exit", timeouts: { run: "1h" }')));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(await lines(project, "ran")).toHaveLength(1);
    await project.setProgram(program(args('triggers: ["2"]')));
    expect(await project.up(["--skip-preview"])).toSucceed();
    expect(await lines(project, "ran")).toHaveLength(2);
  });

  it("is refused for bad arguments, before any request", async () => {
    const { simulator, env } = await openSimulator();
    const args = `{ hostName: "node-1", cluster: "east", run: "", onFailure: "go", triggers: "2", environment: { "a b": "c" }, gate: { alert: "x" } }`;
    const project = await createProject({ program: program(args), env });
    await mkdir(join(project.dir, "there"), { recursive: true });
    const up = await project.up();
    expect(up).not.toSucceed();
    for (const part of [
      "run is empty",
      "onFailure must be one of",
      "triggers must be",
      "a b",
      "gate.alert is not an argument of HostMaintenanceRun",
    ]) {
      expect(up.all).toContain(part);
    }
    expect(simulator.requests).toEqual([]);
  });
});
