import { describe, expect, it } from "vitest";
import { ApiClient, everything, names, places } from "./apiClient";

describe("the whole way", () => {
  it("enters and exits node-1; every VM comes back except the one with a passthrough device", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    const before = await places(client);
    const { done, uuids } = await client.precheck(id);
    expect(done).toBe(true);
    const listed = await client.vms({ where: { local_id_in: uuids } });
    expect(listed.map(({ name }) => name).sort()).toEqual(["gpu-train-01", "license-01"]);

    const accepted = client.time;
    const { body } = await client.enter(id, uuids);
    expect(body.data.host_state).toBeNull();
    expect((await client.host("node-1", "east")).host_state).toEqual({
      state: "ENTERING_MAINTENANCE_MODE",
      enter_maintenance_time: new Date(accepted).toISOString(),
      maintenance_job_id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    });
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "SUCCESSED",
      progress: 1,
      resource_id: id,
    });
    expect((await client.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");

    const plan = await client.plan(id);
    expect(names(plan.shutDownVms)).toEqual(["gpu-train-01", "license-01"]);
    expect(names(plan.liveMigrateVms)).toEqual(["web-01", "web-02"]);
    expect(names(plan.offlineMigrateVms)).toEqual(["report-01"]);
    for (const entry of Object.values(plan).flat()) expect(entry.verify).toEqual({ changed: false, reason: "" });
    expect(plan.liveMigrateVms[0]).toMatchObject({
      vm_state: "running",
      target_host_name: expect.stringMatching(/^node-[234]$/),
    });
    expect(plan.shutDownVms[0]).toMatchObject({ vm_state: "stopped", target_host_name: "node-1" });

    const out = await client.exit(id, everything(plan));
    expect((await client.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");
    client.pass(60);
    expect((await client.task(out.body.task_id as string)).status).toBe("SUCCESSED");
    expect((await client.host("node-1", "east")).host_state).toMatchObject({
      state: "IN_USE",
      maintenance_job_id: expect.stringMatching(/-/),
    });
    const gpu = "gpu-train-01 RUNNING on node-1";
    expect(before).toContain(gpu);
    expect(await places(client)).toEqual(before.map((vm) => (vm === gpu ? "gpu-train-01 STOPPED on node-1" : vm)));
    expect(client.sim.violations).toEqual([]);
    expect(client.sim.mutations.map(({ operation, hostId }) => [operation, hostId])).toEqual([
      ["EnterMaintenanceModePreCheck", id],
      ["EnterMaintenanceMode", id],
      ["ExitMaintenanceMode", id],
    ]);
  });

  it("takes 10 to 20 s at speed 1, with progress, and a hundredth of it at speed 100", async () => {
    const durations: number[] = [];
    for (const speed of [1, 100]) {
      const client = await ApiClient.open({ speed });
      const { id } = await client.host("node-1", "east");
      const { uuids } = await client.precheck(id);
      const { body } = await client.enter(id, uuids);
      expect((await client.task(body.task_id as string)).status).toBe("PENDING");
      const seen = [0];
      for (let step = 1; step <= 6; step += 1) {
        client.pass(2 / speed);
        seen.push((await client.task(body.task_id as string)).progress);
      }
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(new Set(seen).size).toBe(7);
      client.pass(3600);
      const task = await client.task(body.task_id as string);
      durations.push(Date.parse(task.finished_at as string) - Date.parse(task.local_created_at));
    }
    expect(durations[0]).toBeGreaterThanOrEqual(10_000);
    expect(durations[0]).toBeLessThanOrEqual(20_000);
    expect(durations[1]).toBeCloseTo((durations[0] as number) / 100, -1);
  });
});

describe("the precheck", () => {
  it("is not done until its task has ended; an unknown task is 404", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    const { task_id } = await client.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", { where: { id } });
    const result = () => client.ok("/enter-maintance-mode-precheck-result", { where: { task_id } });
    client.pass(1);
    expect(await result()).toEqual({ done: false, shutdownVms: [] });
    client.pass(5);
    expect(await result()).toMatchObject({ done: true });
    expect((await client.send("/enter-maintance-mode-precheck-result", { where: { task_id: "x" } })).status).toBe(404);
  });

  it("needs a filter that names one host", async () => {
    const client = await ApiClient.open();
    expect((await client.send("/enter-maintenance-mode-precheck", { where: {} })).status).toBe(400);
    expect((await client.send("/enter-maintenance-mode-precheck", { where: { name: "none" } })).status).toBe(404);
  });
});

describe("entering", () => {
  it("fails when a VM that cannot move is not named, naming it; what was done stays", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    const license = await client.vm("license-01");
    const { body } = await client.enter(id, [license.local_id]);
    client.pass(60);
    const task = await client.task(body.task_id as string);
    expect(task.status).toBe("FAILED");
    expect(task.error_message).toContain("gpu-train-01");
    expect(task.error_message).not.toContain("license-01");
    expect((await client.host("node-1", "east")).host_state?.state).toBe("IN_USE");
    expect((await client.vm("license-01")).status).toBe("STOPPED");
    expect((await client.vm("web-01")).host?.name).not.toBe("node-1");
    expect(await client.vm("gpu-train-01")).toMatchObject({ status: "RUNNING", host: { name: "node-1" } });
  });

  it("shuts a named VM down although it could migrate; takes ids as well as UUIDs", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    const app = await client.vm("app-01");
    await client.enter(id, [app.id]);
    client.pass(60);
    expect(names((await client.plan(id)).shutDownVms)).toEqual(["app-01"]);
  });

  it("is 400 in or on the way into maintenance and for an unknown VM, 404 for an unknown host", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    expect((await client.enter(id, ["nobody"])).status).toBe(400);
    expect((await client.enter("nobody")).status).toBe(404);
    expect((await client.host("node-3", "east")).host_state).toBeNull();
    await client.enter(id);
    expect((await client.enter(id)).status).toBe(400);
    expect((await client.send("/exit-maintance-mode-precheck-result", { where: { id } })).status).toBe(400);
    client.pass(60);
    expect((await client.enter(id)).status).toBe(400);
    expect((await client.send("/enter-maintenance-mode-precheck", { where: { id } })).status).toBe(400);
  });
});

describe("exiting", () => {
  it("leaves what is not listed where and as it is", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    await client.entered(id);
    const { live_migrate_back_vms } = everything(await client.plan(id));
    await client.exit(id, { live_migrate_back_vms: live_migrate_back_vms.slice(0, 1) });
    client.pass(60);
    const back = (await client.vms({ where: { host: { id }, name_in: ["web-01", "web-02"] } })).length;
    expect(back).toBe(1);
    expect((await client.vm("gpu-train-01")).status).toBe("STOPPED");
    expect((await client.vm("report-01")).host?.name).not.toBe("node-1");
  });

  it("is 400 for a host in use, while exiting, and for an unknown VM", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    expect((await client.exit(id)).status).toBe(400);
    await client.entered(id);
    expect((await client.exit(id, { poweron_vms: ["nobody"] })).status).toBe(400);
    expect((await client.exit(id)).status).toBe(200);
    expect((await client.exit(id)).status).toBe(400);
  });
});

describe("start-vm", () => {
  it("starts stopped VMs and answers a list; 400 when nothing matches", async () => {
    const client = await ApiClient.open();
    const [answer] = await client.ok<{ task_id: string; data: { status: string } }[]>("/start-vm", {
      where: { name: "report-01" },
    });
    expect(answer?.data.status).toBe("STOPPED");
    client.pass(10);
    expect((await client.task(answer?.task_id as string)).status).toBe("SUCCESSED");
    expect((await client.vm("report-01")).status).toBe("RUNNING");
    expect((await client.send("/start-vm", { where: { name: "nobody" } })).status).toBe(400);
    expect(await client.ok("/start-vm", { where: { name: "web-01" } })).toMatchObject([{ task_id: null }]);
  });

  it("does not start a VM that is bound to a host in maintenance", async () => {
    const client = await ApiClient.open();
    await client.entered((await client.host("node-1", "east")).id);
    const [answer] = await client.ok<{ task_id: string }[]>("/start-vm", { where: { name: "gpu-train-01" } });
    client.pass(10);
    expect(await client.task(answer?.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining("gpu-train-01"),
    });
  });
});
