import { describe, expect, it } from "vitest";
import { everything, Lab, names, places } from "./support/client";

describe("the whole way", () => {
  it("takes node-1 in and out again, every VM back where it was but for the one with a passthrough device", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    const before = await places(lab);
    const { done, uuids } = await lab.precheck(id);
    expect(done).toBe(true);
    const listed = await lab.vms({ where: { local_id_in: uuids } });
    expect(listed.map(({ name }) => name).sort()).toEqual(["gpu-train-01", "license-01"]);

    const accepted = lab.time;
    const { body } = await lab.enter(id, uuids);
    expect(body.data.host_state).toBeNull();
    expect((await lab.host("node-1", "east")).host_state).toEqual({
      state: "ENTERING_MAINTENANCE_MODE",
      enter_maintenance_time: new Date(accepted).toISOString(),
      maintenance_job_id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
    });
    lab.pass(60);
    expect(await lab.task(body.task_id as string)).toMatchObject({ status: "SUCCESSED", progress: 1, resource_id: id });
    expect((await lab.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");

    const plan = await lab.plan(id);
    expect(names(plan.shutDownVms)).toEqual(["gpu-train-01", "license-01"]);
    expect(names(plan.liveMigrateVms)).toEqual(["web-01", "web-02"]);
    expect(names(plan.offlineMigrateVms)).toEqual(["report-01"]);
    for (const entry of Object.values(plan).flat()) expect(entry.verify).toEqual({ changed: false, reason: "" });
    expect(plan.liveMigrateVms[0]).toMatchObject({
      vm_state: "running",
      target_host_name: expect.stringMatching(/^node-[234]$/),
    });
    expect(plan.shutDownVms[0]).toMatchObject({ vm_state: "stopped", target_host_name: "node-1" });

    const out = await lab.exit(id, everything(plan));
    expect((await lab.host("node-1", "east")).host_state?.state).toBe("MAINTENANCE_MODE");
    lab.pass(60);
    expect((await lab.task(out.body.task_id as string)).status).toBe("SUCCESSED");
    expect((await lab.host("node-1", "east")).host_state).toMatchObject({
      state: "IN_USE",
      maintenance_job_id: expect.stringMatching(/-/),
    });
    const gpu = "gpu-train-01 RUNNING on node-1";
    expect(before).toContain(gpu);
    expect(await places(lab)).toEqual(before.map((vm) => (vm === gpu ? "gpu-train-01 STOPPED on node-1" : vm)));
    expect(lab.sim.violations).toEqual([]);
    expect(lab.sim.mutations.map(({ operation, hostId }) => [operation, hostId])).toEqual([
      ["EnterMaintenanceModePreCheck", id],
      ["EnterMaintenanceMode", id],
      ["ExitMaintenanceMode", id],
    ]);
  });

  it("takes 10 to 20 s at speed 1, with progress, and a hundredth of it at speed 100", async () => {
    const durations: number[] = [];
    for (const speed of [1, 100]) {
      const lab = await Lab.open({ speed });
      const { id } = await lab.host("node-1", "east");
      const { uuids } = await lab.precheck(id);
      const { body } = await lab.enter(id, uuids);
      expect((await lab.task(body.task_id as string)).status).toBe("PENDING");
      const seen = [0];
      for (let step = 1; step <= 6; step += 1) {
        lab.pass(2 / speed);
        seen.push((await lab.task(body.task_id as string)).progress);
      }
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(new Set(seen).size).toBe(7);
      lab.pass(3600);
      const task = await lab.task(body.task_id as string);
      durations.push(Date.parse(task.finished_at as string) - Date.parse(task.local_created_at));
    }
    expect(durations[0]).toBeGreaterThanOrEqual(10_000);
    expect(durations[0]).toBeLessThanOrEqual(20_000);
    expect(durations[1]).toBeCloseTo((durations[0] as number) / 100, -1);
  });
});

describe("the precheck", () => {
  it("is not done until its task has ended; an unknown task is 404", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    const { task_id } = await lab.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", { where: { id } });
    const result = () => lab.ok("/enter-maintance-mode-precheck-result", { where: { task_id } });
    lab.pass(1);
    expect(await result()).toEqual({ done: false, shutdownVms: [] });
    lab.pass(5);
    expect(await result()).toMatchObject({ done: true });
    expect((await lab.send("/enter-maintance-mode-precheck-result", { where: { task_id: "x" } })).status).toBe(404);
  });

  it("needs a filter that names one host", async () => {
    const lab = await Lab.open();
    expect((await lab.send("/enter-maintenance-mode-precheck", { where: {} })).status).toBe(400);
    expect((await lab.send("/enter-maintenance-mode-precheck", { where: { name: "none" } })).status).toBe(404);
  });
});

describe("entering", () => {
  it("fails when a VM that cannot move is not named, naming it; what was done stays", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    const license = await lab.vm("license-01");
    const { body } = await lab.enter(id, [license.local_id]);
    lab.pass(60);
    const task = await lab.task(body.task_id as string);
    expect(task.status).toBe("FAILED");
    expect(task.error_message).toContain("gpu-train-01");
    expect(task.error_message).not.toContain("license-01");
    expect((await lab.host("node-1", "east")).host_state?.state).toBe("IN_USE");
    expect((await lab.vm("license-01")).status).toBe("STOPPED");
    expect((await lab.vm("web-01")).host?.name).not.toBe("node-1");
    expect(await lab.vm("gpu-train-01")).toMatchObject({ status: "RUNNING", host: { name: "node-1" } });
  });

  it("shuts a named VM down although it could migrate; takes ids as well as UUIDs", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-3", "east");
    const app = await lab.vm("app-01");
    await lab.enter(id, [app.id]);
    lab.pass(60);
    expect(names((await lab.plan(id)).shutDownVms)).toEqual(["app-01"]);
  });

  it("is 400 in or on the way into maintenance and for an unknown VM, 404 for an unknown host", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-3", "east");
    expect((await lab.enter(id, ["nobody"])).status).toBe(400);
    expect((await lab.enter("nobody")).status).toBe(404);
    expect((await lab.host("node-3", "east")).host_state).toBeNull();
    await lab.enter(id);
    expect((await lab.enter(id)).status).toBe(400);
    expect((await lab.send("/exit-maintance-mode-precheck-result", { where: { id } })).status).toBe(400);
    lab.pass(60);
    expect((await lab.enter(id)).status).toBe(400);
    expect((await lab.send("/enter-maintenance-mode-precheck", { where: { id } })).status).toBe(400);
  });
});

describe("exiting", () => {
  it("leaves what is not listed where and as it is", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    await lab.entered(id);
    const { live_migrate_back_vms } = everything(await lab.plan(id));
    await lab.exit(id, { live_migrate_back_vms: live_migrate_back_vms.slice(0, 1) });
    lab.pass(60);
    const back = (await lab.vms({ where: { host: { id }, name_in: ["web-01", "web-02"] } })).length;
    expect(back).toBe(1);
    expect((await lab.vm("gpu-train-01")).status).toBe("STOPPED");
    expect((await lab.vm("report-01")).host?.name).not.toBe("node-1");
  });

  it("is 400 for a host in use, while exiting, and for an unknown VM", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    expect((await lab.exit(id)).status).toBe(400);
    await lab.entered(id);
    expect((await lab.exit(id, { poweron_vms: ["nobody"] })).status).toBe(400);
    expect((await lab.exit(id)).status).toBe(200);
    expect((await lab.exit(id)).status).toBe(400);
  });
});

describe("start-vm", () => {
  it("starts stopped VMs and answers a list; 400 when nothing matches", async () => {
    const lab = await Lab.open();
    const [answer] = await lab.ok<{ task_id: string; data: { status: string } }[]>("/start-vm", {
      where: { name: "report-01" },
    });
    expect(answer?.data.status).toBe("STOPPED");
    lab.pass(10);
    expect((await lab.task(answer?.task_id as string)).status).toBe("SUCCESSED");
    expect((await lab.vm("report-01")).status).toBe("RUNNING");
    expect((await lab.send("/start-vm", { where: { name: "nobody" } })).status).toBe(400);
    expect(await lab.ok("/start-vm", { where: { name: "web-01" } })).toMatchObject([{ task_id: null }]);
  });

  it("does not start a VM that is bound to a host in maintenance", async () => {
    const lab = await Lab.open();
    await lab.entered((await lab.host("node-1", "east")).id);
    const [answer] = await lab.ok<{ task_id: string }[]>("/start-vm", { where: { name: "gpu-train-01" } });
    lab.pass(10);
    expect(await lab.task(answer?.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining("gpu-train-01"),
    });
  });
});
