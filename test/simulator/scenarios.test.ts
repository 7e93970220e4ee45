import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Scenario, scenarioNames, startSimulator } from "../../simulator";
import { everything, Lab } from "./support/client";

describe("shipped scenarios", () => {
  it.each(scenarioNames())("%s starts, and its lists are as the contract wants them", async (scenario) => {
    const lab = await Lab.open({ scenario, quirks: { listCap: 0 } });
    expect((await lab.hosts()).length).toBeGreaterThan(1);
    expect((await lab.vms()).length).toBeGreaterThan(1);
    expect(lab.sim.violations).toEqual([]);
  });

  it("two-clusters has seven hosts, one name twice, and is the same for the same seed", async () => {
    const ids = await Promise.all(
      [1, 1, 2].map(async (seed) => (await (await Lab.open({ seed })).hosts()).map(({ id }) => id)),
    );
    expect(ids[0]).toHaveLength(7);
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]).not.toEqual(ids[2]);
    for (const id of ids[0] ?? []) expect(id).toMatch(/^cl[0-9a-z]{23}$/);
  });

  it("same-names: only the cluster tells hosts apart", async () => {
    const lab = await Lab.open({ scenario: "same-names" });
    const hosts = await lab.hosts({ where: { name: "host-1" } });
    expect(new Set(hosts.map(({ id, management_ip }) => `${id} ${management_ip}`)).size).toBe(3);
    expect(await lab.vms({ where: { name: "" } })).toHaveLength(3);
  });

  it("quirky: the whole way is possible all the same", async () => {
    const lab = await Lab.open({ scenario: "quirky", quirks: { generousExit: true } });
    const { id } = lab.sim.host("node-1", "east");
    const before = lab.sim.snapshot().vms;
    const { done, uuids } = await lab.precheck(id);
    expect(done).toBe(true);
    await lab.enter(id, uuids);
    lab.pass(60);
    const plan = await lab.plan(id);
    expect(everything(plan).offline_migrate_back_vms).toHaveLength(1);
    await lab.exit(id, everything(plan));
    lab.pass(60);
    const dated = { lastShutdownAt: expect.any(Number) };
    expect(lab.sim.snapshot().vms).toEqual(before.map((vm) => (vm.name === "gpu-01" ? { ...vm, ...dated } : vm)));
    expect(lab.sim.violations).toEqual([]);
  });
});

describe("an own scenario", () => {
  it("brings timings, quirks and faults", async () => {
    const lab = await Lab.open({
      scenario: {
        timings: { precheck: 60_000 },
        quirks: { rules: { anotherHostInMaintenance: false } },
        faults: [{ operation: "GetVms", kind: "status", status: 503 }],
        clusters: [{ name: "c", hosts: [{ name: "a" }, { name: "b", inMaintenance: true }] }],
      },
    });
    expect((await lab.send("/get-vms", {})).status).toBe(503);
    expect((await lab.send("/get-vms", {})).status).toBe(200);
    const { id } = await lab.host("a", "c");
    const { task_id } = await lab.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", { where: { id } });
    lab.pass(59);
    expect((await lab.task(task_id)).status).toBe("EXECUTING");
    lab.pass(2);
    expect((await lab.task(task_id)).status).toBe("SUCCESSED");
    expect((await lab.host("b", "c")).host_state?.state).toBe("MAINTENANCE_MODE");
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
    const lab = await Lab.open({ scenario: file });
    expect(await lab.hosts()).toMatchObject([{ name: "h1", cluster: { name: "mine" } }]);
    await expect(startSimulator({ scenario: "nowhere" })).rejects.toThrow("two-clusters");
  });
});
