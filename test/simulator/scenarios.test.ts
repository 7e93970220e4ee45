import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Scenario, scenarioNames, startSimulator } from "../../simulator";
import { ApiClient, everything } from "./apiClient";

describe("shipped scenarios", () => {
  it.each(scenarioNames())("%s starts, and its lists are as the contract wants them", async (scenario) => {
    const client = await ApiClient.open({ scenario, quirks: { listCap: 0 } });
    expect((await client.hosts()).length).toBeGreaterThan(1);
    expect((await client.vms()).length).toBeGreaterThan(1);
    expect(client.sim.violations).toEqual([]);
  });

  it("two-clusters has seven hosts, one name twice, and is the same for the same seed", async () => {
    const ids = await Promise.all(
      [1, 1, 2].map(async (seed) => (await (await ApiClient.open({ seed })).hosts()).map(({ id }) => id)),
    );
    expect(ids[0]).toHaveLength(7);
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]).not.toEqual(ids[2]);
    for (const id of ids[0] ?? []) expect(id).toMatch(/^cl[0-9a-z]{23}$/);
  });

  it("same-names: only the cluster tells hosts apart", async () => {
    const client = await ApiClient.open({ scenario: "same-names" });
    const hosts = await client.hosts({ where: { name: "host-1" } });
    expect(new Set(hosts.map(({ id, management_ip }) => `${id} ${management_ip}`)).size).toBe(3);
    expect(await client.vms({ where: { name: "" } })).toHaveLength(3);
  });

  it("quirky: entering and exiting still work", async () => {
    const client = await ApiClient.open({ scenario: "quirky", quirks: { generousExit: true } });
    const { id } = client.sim.host("node-1", "east");
    const before = client.sim.snapshot().vms;
    const { done, uuids } = await client.precheck(id);
    expect(done).toBe(true);
    await client.enter(id, uuids);
    client.pass(60);
    const plan = await client.plan(id);
    expect(everything(plan).offline_migrate_back_vms).toHaveLength(1);
    await client.exit(id, everything(plan));
    client.pass(60);
    const dated = { lastShutdownAt: expect.any(Number) };
    expect(client.sim.snapshot().vms).toEqual(before.map((vm) => (vm.name === "gpu-01" ? { ...vm, ...dated } : vm)));
    expect(client.sim.violations).toEqual([]);
  });
});

describe("an own scenario", () => {
  it("brings timings, quirks and faults", async () => {
    const client = await ApiClient.open({
      scenario: {
        timings: { precheck: 60_000 },
        quirks: { rules: { anotherHostInMaintenance: false } },
        faults: [{ operation: "GetVms", kind: "status", status: 503 }],
        clusters: [{ name: "c", hosts: [{ name: "a" }, { name: "b", inMaintenance: true }] }],
      },
    });
    expect((await client.send("/get-vms", {})).status).toBe(503);
    expect((await client.send("/get-vms", {})).status).toBe(200);
    const { id } = await client.host("a", "c");
    const { task_id } = await client.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", { where: { id } });
    client.pass(59);
    expect((await client.task(task_id)).status).toBe("EXECUTING");
    client.pass(2);
    expect((await client.task(task_id)).status).toBe("SUCCESSED");
    expect((await client.host("b", "c")).host_state?.state).toBe("MAINTENANCE_MODE");
  });

  it.each<[string, object, string]>([
    [
      "a wrong value",
      { clusters: [{ name: "c", hosts: [{ name: "h", vms: [{ name: "v", power: "on" }] }] }] },
      "clusters.0.hosts.0.vms.0.power",
    ],
    ["an unknown field", { clusters: [{ name: "c", hosts: [{ name: "h", memory: 5 }] }] }, '"memory"'],
    ["an unknown quirk", { quirks: { nullz: true }, clusters: [{ name: "c", hosts: [{ name: "h" }] }] }, '"nullz"'],
    ["nothing", {}, "clusters"],
  ])("with %s is refused, naming the field", async (_, scenario, field) => {
    await expect(startSimulator({ scenario: scenario as Scenario })).rejects.toThrow(field);
  });

  it("may be a file; a name that is neither is refused, listing the shipped ones", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scenario-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "mine.yaml");
    writeFileSync(file, "clusters: [{ name: mine, hosts: [{ name: h1 }] }]");
    const client = await ApiClient.open({ scenario: file });
    expect(await client.hosts()).toMatchObject([{ name: "h1", cluster: { name: "mine" } }]);
    await expect(startSimulator({ scenario: "nowhere" })).rejects.toThrow("two-clusters");
  });
});
