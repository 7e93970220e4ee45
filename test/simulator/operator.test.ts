import { describe, expect, it } from "vitest";
import { everything, Lab } from "./support/client";

async function inMaintenance(): Promise<{ lab: Lab; id: string }> {
  const lab = await Lab.open();
  const { id } = await lab.host("node-1", "east");
  await lab.entered(id);
  return { lab, id };
}

const entry = async (lab: Lab, id: string, name: string) =>
  Object.values(await lab.plan(id))
    .flat()
    .find((candidate) => candidate.vm_name === name);

describe("what others did during maintenance shows in the exit plan", () => {
  it("a VM that was moved", async () => {
    const { lab, id } = await inMaintenance();
    const at = (await lab.vm("web-01")).host?.name;
    const other = at === "node-2" ? "node-4" : "node-2";
    lab.sim.operator.moveVm("web-01", other);
    expect(await entry(lab, id, "web-01")).toMatchObject({
      verify: { changed: true, reason: expect.stringContaining(`to ${other}`) },
      target_host_name: other,
    });
    expect((await entry(lab, id, "web-02"))?.verify?.changed).toBe(false);
  });

  it("a VM that was started or stopped", async () => {
    const { lab, id } = await inMaintenance();
    lab.sim.operator.startVm("gpu-train-01");
    lab.sim.operator.stopVm("web-01");
    const started = await entry(lab, id, "gpu-train-01");
    expect(started).toMatchObject({
      vm_state: "running",
      verify: { changed: true, reason: expect.stringContaining("to running") },
    });
    expect(await entry(lab, id, "web-01")).toMatchObject({ vm_state: "stopped", verify: { changed: true } });
  });

  it("a VM that was renamed, deleted, or moved to the recycle bin", async () => {
    const { lab, id } = await inMaintenance();
    const report = await lab.vm("report-01");
    lab.sim.operator.renameVm("web-02", "web-two");
    lab.sim.operator.deleteVm("web-01");
    lab.sim.operator.recycleVm("report-01");
    expect((await entry(lab, id, "web-two"))?.verify?.changed).toBe(false);
    expect(await entry(lab, id, "web-01")).toBeUndefined();
    expect(await lab.vms({ where: { name: "web-01" } })).toEqual([]);
    expect(await entry(lab, id, `in-recycle-bin-${report.local_id}`)).toMatchObject({ vm_uuid: report.local_id });
  });

  it("an exit copes with all of it, and leaves alone what was changed", async () => {
    const { lab, id } = await inMaintenance();
    lab.sim.operator.stopVm("web-01");
    lab.sim.operator.recycleVm("license-01");
    const { body } = await lab.exit(id, everything(await lab.plan(id)));
    lab.sim.operator.deleteVm("web-02");
    lab.pass(60);
    expect((await lab.task(body.task_id as string)).status).toBe("SUCCESSED");
    expect((await lab.vm("web-01")).status).toBe("STOPPED");
    expect((await lab.vm("web-01")).host?.name).not.toBe("node-1");
    expect((await lab.vm("license-01")).status).toBe("STOPPED");
    expect((await lab.vm("report-01")).host?.name).toBe("node-1");
  });
});

describe("hosts", () => {
  it("are renamed, moved to another cluster with their VMs, and removed", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    lab.sim.operator.renameHost("node-1", "rack7");
    lab.sim.operator.moveHost("rack7", "west");
    expect((await lab.host("rack7", "west")).id).toBe(id);
    expect((await lab.vm("web-01")).cluster?.name).toBe("west");
    lab.sim.operator.removeHost("west/rack7");
    expect(await lab.hosts({ where: { id } })).toEqual([]);
    expect(await lab.vm("web-01")).toMatchObject({ host: null, status: "STOPPED" });
    expect(lab.sim.violations).toEqual([]);
  });

  it("powered off: HA VMs restart elsewhere, others stop, and it may not enter", async () => {
    const lab = await Lab.open();
    lab.sim.operator.powerOffHost("node-1");
    const host = await lab.host("node-1", "east");
    expect(host.status).toBe("CONNECTING");
    expect((await lab.vm("web-01")).status).toBe("STOPPED");
    const ha = await lab.vm("web-02");
    expect(ha.status).toBe("RUNNING");
    expect(ha.host?.name).not.toBe("node-1");
    expect((await lab.precheck(host.id)).task.error_message).toContain("powered off");
    lab.sim.operator.powerOnHost("node-1");
    expect((await lab.precheck(host.id)).done).toBe(true);
  });

  it("powered off on the way in: the task fails and the host is in use", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-3", "east");
    const { body } = await lab.enter(id);
    lab.pass(4);
    lab.sim.operator.powerOffHost("east/node-3");
    lab.pass(60);
    expect(await lab.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining("lost"),
    });
    expect((await lab.host("node-3", "east")).host_state?.state).toBe("IN_USE");
  });

  it("with any status; a disconnected one takes no VMs", async () => {
    const lab = await Lab.open();
    for (const name of ["east/node-2", "east/node-3"]) lab.sim.operator.setHostStatus(name, "SESSION_EXPIRED");
    await lab.entered((await lab.host("node-1", "east")).id);
    expect((await lab.vm("web-01")).host?.name).toBe("node-4");
    expect((await lab.host("node-2", "east")).status).toBe("SESSION_EXPIRED");
  });
});

describe("another operator's maintenance", () => {
  it("takes its time, or is done at once", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    const taskId = lab.sim.operator.enter("node-1");
    expect((await lab.host("node-1", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
    lab.pass(60);
    expect((await lab.task(taskId as string)).status).toBe("SUCCESSED");
    const first = (await lab.host("node-1", "east")).host_state;
    expect(lab.sim.operator.exit("node-1", { atOnce: true })).toBeNull();
    expect(lab.sim.operator.enter("node-1", { atOnce: true })).toBeNull();
    const second = (await lab.host("node-1", "east")).host_state;
    expect(second?.state).toBe("MAINTENANCE_MODE");
    expect(second?.maintenance_job_id).not.toBe(first?.maintenance_job_id);
    expect(lab.sim.mutations).toEqual([]);
    // The VM with a passthrough device was left off by the exit: the second entry found it so.
    expect((await lab.plan(id)).shutDownVms).toMatchObject([{ vm_name: "license-01" }]);
  });

  it("makes clear which name it does not know, or knows twice", async () => {
    const lab = await Lab.open();
    expect(() => lab.sim.operator.enter("node-9")).toThrow('No host is "node-9"');
    expect(() => lab.sim.operator.enter("node-3")).toThrow('More than one host is "node-3"');
    expect(() => lab.sim.vm("nobody")).toThrow('No VM is "nobody"');
  });
});

it("data recovery pauses an entry under way, which goes on afterwards", async () => {
  const lab = await Lab.open({ scenario: "data-recovery" });
  const { id } = await lab.host("node-4", "west");
  const { body } = await lab.enter(id);
  const task = () => lab.task(body.task_id as string);
  lab.pass(4);
  lab.sim.operator.setRecovery("west", true);
  expect((await task()).status).toBe("PAUSED");
  lab.pass(7200);
  const paused = await task();
  expect(paused.status).toBe("PAUSED");
  expect(paused.progress).toBeLessThan(0.9);
  lab.sim.operator.setRecovery("west", false);
  expect((await task()).status).toBe("EXECUTING");
  lab.pass(60);
  expect((await task()).status).toBe("SUCCESSED");
});
