// The main job against a server that is not the simulator.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { startIndependentServer } from "./independentServer";
import { recordOf } from "./oneHost";

async function openServer(clusters?: Parameters<typeof startIndependentServer>[0]) {
  const server = await startIndependentServer(clusters);
  onTestFinished(() => void server.close());
  const places = () => server.vms.map(({ name, status, host }) => `${name} ${status} ${host.name}`);
  return { server, places, before: places() };
}

const MUTATING = ["enter-maintance-mode", "exit-maintance-mode", "start-vm", "migrate-vm"];

it("another server with the same contract: consent, entry, refresh and exit, and every VM is back", async () => {
  const { server, places, before } = await openServer();
  const program = (consent: string) => `
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";
const hostId = getHost({ name: "a", cluster: "old" }).then((host) => host.id);
export const host = new HostMaintenanceMode("host", { hostId, allowShutdown: ${consent} });
`;
  const env = {
    CLOUDTOWER_SERVER: server.urls.toReversed().join(", "),
    CLOUDTOWER_USER: "root",
    CLOUDTOWER_PASSWORD: "any",
  };
  const project = await createProject({ program: program('"none"'), env });

  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toContain("allowShutdown does not cover: old-0");
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(server.calls).not.toContain("enter-maintance-mode");
  expect(places()).toEqual(before);

  await project.setProgram(program('["old-0"]'));
  const preview = await project.preview();
  expect(preview).toSucceed();
  expect(preview.all).toMatch(/Entering maintenance of a: 1 VM would be shut down[^\n]*old-0/);
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(server.hosts[0]?.host_state?.state).toBe("MAINTENANCE_MODE");
  expect(server.vms.filter(({ host, status }) => host.name === "a" && status === "RUNNING")).toEqual([]);

  const record = await recordOf(project);
  expect(record).toMatchObject({ phase: "maintenance", hostName: "a", clusterName: "old" });
  expect([record?.shutdownVms, record?.liveMigratedVms, record?.offlineMigratedVms]).toMatchObject([
    { length: 1 },
    { length: 4 },
    { length: 2 },
  ]);
  expect(await project.refresh(["--skip-preview"])).toSucceed();
  expect(await recordOf(project)).toEqual(record);

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places()).toEqual(before);
  expect(server.calls.filter((call) => MUTATING.includes(call))).toEqual(MUTATING);
});

it("another server with the same contract: a run, whose gate is refused where alerts cannot be read", async () => {
  const { server, places, before } = await openServer();
  const program = (more: string) => `
import { RollingMaintenance } from "pulumi-cloudtower";
new RollingMaintenance("bios", { hosts: ["a"], allowShutdown: ["old-0"], run: "echo ran >> ran", verify: "test -s ran"${more} });
`;
  const env = { CLOUDTOWER_SERVER: server.urls.join(", "), CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: "any" };
  const project = await createProject({ program: program(""), env });
  const refused = await project.up(["--skip-preview"]);
  expect(refused.code).not.toBe(0);
  expect(refused.all).toMatch(/a, gate: the alerts of the cluster could not be read: .*no operation get-alerts/);
  expect(refused.all).toContain('or set gate: { alerts: "ignore" } to enter anyway');
  expect(refused.all).not.toMatch(STACK_TRACE);
  expect(server.calls).not.toContain("enter-maintance-mode");

  await project.setProgram(program(', gate: { alerts: "ignore" }'));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(await readFile(join(project.dir, "ran"), "utf8")).toBe("ran\n");
  expect(places()).toEqual(before);
  expect(await project.up(["--expect-no-changes"])).toSucceed();
  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(server.calls.filter((call) => MUTATING.includes(call))).toEqual(MUTATING);
});

it("another server with the same contract: six hosts of a cluster and two clusters beside it, one at a time in each", async () => {
  const six = ["a", "b", "c", "d", "e", "f"];
  const { server, places, before } = await openServer([
    { name: "old", hosts: six, vms: [2, 1, 1, 0, 1, 1] },
    { name: "new", hosts: ["g", "h"], vms: [1, 1] },
    { name: "odd", hosts: ["i", "j"], vms: [1, 0] },
  ]);
  const program = `
import { RollingMaintenance } from "pulumi-cloudtower";
new RollingMaintenance("bios", {
  clusters: ["old", "new", "odd"], allowShutdown: "all", gate: { alerts: "ignore" },
  run: 'echo $CLOUDTOWER_HOST_NAME >> ran; test ! -e broken-$CLOUDTOWER_HOST_NAME',
});
`;
  const env = { CLOUDTOWER_SERVER: server.urls.join(", "), CLOUDTOWER_USER: "root", CLOUDTOWER_PASSWORD: "any" };
  const project = await createProject({ program, env });
  const ran = async () => (await readFile(join(project.dir, "ran"), "utf8")).split("\n").filter(Boolean).sort();
  const outOfUse = () => server.hosts.filter(({ host_state }) => host_state).map(({ name }) => name);

  await writeFile(join(project.dir, "broken-c"), "");
  const first = await project.up(["--skip-preview", "--continue-on-error"]);
  expect(first.code).not.toBe(0);
  expect(first.all).toMatch(/host c, run: .* failed: exit code 1/);
  expect(await ran()).toEqual(["a", "b", "c", "g", "h", "i", "j"]);
  expect(outOfUse()).toEqual(["c"]);

  await rm(join(project.dir, "broken-c"));
  expect(await project.up(["--skip-preview"])).toSucceed();
  expect(await ran()).toEqual(["a", "b", "c", "c", "d", "e", "f", "g", "h", "i", "j"]);
  expect(places()).toEqual(before);
  expect(outOfUse()).toEqual([]);
  expect(server.entered.filter((name) => six.includes(name))).toEqual(six);
  expect([...server.entered].sort()).toEqual([...six, "g", "h", "i", "j"]);
  expect(Math.max(...server.atOnce.map(({ inCluster }) => inCluster))).toBe(1);
  expect(Math.max(...server.atOnce.map(({ inAll }) => inAll))).toBeGreaterThan(1);
  expect(await project.up(["--expect-no-changes", "--skip-preview"])).toSucceed();
});
