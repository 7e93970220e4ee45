import { describe, expect, it } from "vitest";
import type { QuirkSettings } from "../../simulator";
import { ApiClient, everything, names } from "./apiClient";

/** Node-1 of east is in maintenance; meanwhile web-01 was stopped, and DRS moved web-02 on. */
async function changedStay(quirks: QuirkSettings = {}) {
  const client = await ApiClient.open({ quirks });
  const { id } = await client.host("node-1", "east");
  await client.entered(id);
  client.sim.operator.stopVm("web-01");
  const at = (await client.vm("web-02")).host?.name;
  const elsewhere = at === "node-4" ? "node-2" : "node-4";
  client.sim.operator.drs("web-02", elsewhere);
  const plan = await client.plan(id);
  const exited = async () => {
    const { body } = await client.exit(id, everything(plan));
    client.pass(60);
    return client.task(body.task_id as string);
  };
  return { client, plan, elsewhere, exited };
}

describe("an exit that says SUCCESSED", () => {
  it("leaves VMs with passthrough devices and changed VMs as they are, and gives the others back", async () => {
    const { client, elsewhere, exited } = await changedStay();
    expect((await exited()).status).toBe("SUCCESSED");
    expect((await client.host("node-1", "east")).host_state?.state).toBe("IN_USE");
    expect((await client.vm("gpu-train-01")).status).toBe("STOPPED");
    expect((await client.vm("web-01")).host?.name).not.toBe("node-1");
    expect(await client.vm("web-02")).toMatchObject({ status: "RUNNING", host: { name: elsewhere } });
    expect((await client.vm("license-01")).status).toBe("RUNNING");
    expect((await client.vm("report-01")).host?.name).toBe("node-1");
  });

  it("gives all of them back on generous servers (quirk generousExit)", async () => {
    const { client, exited } = await changedStay({ generousExit: true });
    await exited();
    expect((await client.vm("gpu-train-01")).status).toBe("RUNNING");
    expect((await client.vm("web-01")).host?.name).toBe("node-1");
    expect((await client.vm("web-02")).host?.name).toBe("node-1");
  });

  it("leaves what changes between the plan and the exit, too", async () => {
    const { client, exited } = await changedStay();
    client.sim.operator.moveVm("report-01", "node-2");
    await exited();
    expect((await client.vm("report-01")).host?.name).toBe("node-2");
  });

  it("leaves only those, if the exit is another operator's", async () => {
    const { client } = await changedStay();
    client.sim.operator.exit("node-1", { atOnce: true });
    expect((await client.vm("gpu-train-01")).status).toBe("STOPPED");
    expect((await client.vm("license-01")).status).toBe("RUNNING");
  });
});

describe("what the exit plan flags", () => {
  const flagged = (plan: Awaited<ReturnType<typeof changedStay>>["plan"]) =>
    names(
      Object.values(plan)
        .flat()
        .filter((entry) => entry.verify?.changed),
    );

  it.each<[QuirkSettings["verifyFlags"], string[]]>([
    [undefined, ["web-01", "web-02"]],
    ["left", ["gpu-train-01", "web-01", "web-02"]],
    ["none", []],
  ])("with verifyFlags %s", async (verifyFlags, expected) => {
    const { client, plan, exited } = await changedStay(verifyFlags ? { verifyFlags } : {});
    expect(flagged(plan)).toEqual(expected);
    await exited();
    expect((await client.vm("gpu-train-01")).status).toBe("STOPPED");
    expect((await client.vm("web-01")).host?.name).not.toBe("node-1");
  });
});

describe("an entry", () => {
  it("moves stopped VMs with HA and leaves the other stopped ones", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    await client.entered(id);
    expect((await client.vm("report-01")).host?.name).not.toBe("node-1");
    expect((await client.vm("build-cache-01")).host?.name).toBe("node-1");
    expect(names((await client.plan(id)).offlineMigrateVms)).toEqual(["report-01"]);
  });

  it("moves all of them on servers that do (quirk coldMigrateAll)", async () => {
    const client = await ApiClient.open({ quirks: { coldMigrateAll: true } });
    const { id } = await client.host("node-1", "east");
    await client.entered(id);
    expect(names((await client.plan(id)).offlineMigrateVms)).toEqual(["build-cache-01", "report-01"]);
  });

  it("moves and shuts down nothing on another hypervisor than ELF", async () => {
    const vms = [
      { name: "plain" },
      { name: "gpu", passthrough: true },
      { name: "off", power: "stopped" as const, ha: true },
    ];
    const client = await ApiClient.open({
      scenario: { clusters: [{ name: "c", hypervisor: "VMWARE", hosts: [{ name: "a", vms }, { name: "b" }] }] },
    });
    const { id } = await client.host("a", "c");
    expect((await client.precheck(id)).uuids).toEqual([]);
    expect((await client.entered(id)).status).toBe("SUCCESSED");
    expect(await client.vms({ where: { host: { id } } })).toHaveLength(3);
    expect((await client.vm("gpu")).status).toBe("RUNNING");
    expect((await client.cluster("c")).hypervisor).toBe("VMWARE");
  });

  it("may read FAILED although the host is in maintenance (quirk failedThoughEntered, fault taskFailedThoughDone)", async () => {
    const client = await ApiClient.open({ quirks: { failedThoughEntered: true } });
    const { id } = await client.host("node-3", "east");
    expect(await client.entered(id)).toMatchObject({ status: "FAILED", error_message: expect.any(String) });
    expect((await client.host("node-3", "east")).host_state?.state).toBe("MAINTENANCE_MODE");
    client.sim.faults.inject({ operation: "ExitMaintenanceMode", kind: "taskFailedThoughDone", message: "lost sight" });
    const { body } = await client.exit(id, everything(await client.plan(id)));
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({ status: "FAILED", error_message: "lost sight" });
    expect((await client.host("node-3", "east")).host_state?.state).toBe("IN_USE");
    expect((await client.vm("app-01")).host?.name).toBe("node-3");
  });
});
