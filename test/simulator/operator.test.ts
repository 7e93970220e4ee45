import { describe, expect, it } from "vitest";
import { ApiClient, everything } from "./apiClient";

async function inMaintenance(): Promise<{ client: ApiClient; id: string }> {
  const client = await ApiClient.open();
  const { id } = await client.host("node-1", "east");
  await client.entered(id);
  return { client, id };
}

const entry = async (client: ApiClient, id: string, name: string) =>
  Object.values(await client.plan(id))
    .flat()
    .find((candidate) => candidate.vm_name === name);

describe("what others did during maintenance shows in the exit plan", () => {
  it("a VM that was moved", async () => {
    const { client, id } = await inMaintenance();
    const at = (await client.vm("web-01")).host?.name;
    const other = at === "node-2" ? "node-4" : "node-2";
    client.sim.operator.moveVm("web-01", other);
    expect(await entry(client, id, "web-01")).toMatchObject({
      verify: { changed: true, reason: expect.stringContaining(`to ${other}`) },
      target_host_name: other,
    });
    expect((await entry(client, id, "web-02"))?.verify?.changed).toBe(false);
  });

  it("a VM that was started or stopped", async () => {
    const { client, id } = await inMaintenance();
    client.sim.operator.startVm("gpu-train-01");
    client.sim.operator.stopVm("web-01");
    const started = await entry(client, id, "gpu-train-01");
    expect(started).toMatchObject({
      vm_state: "running",
      verify: { changed: true, reason: expect.stringContaining("to running") },
    });
    expect(await entry(client, id, "web-01")).toMatchObject({ vm_state: "stopped", verify: { changed: true } });
  });

  it("a VM that was renamed, deleted, or moved to the recycle bin", async () => {
    const { client, id } = await inMaintenance();
    const report = await client.vm("report-01");
    client.sim.operator.renameVm("web-02", "web-two");
    client.sim.operator.deleteVm("web-01");
    client.sim.operator.recycleVm("report-01");
    expect((await entry(client, id, "web-two"))?.verify?.changed).toBe(false);
    expect(await entry(client, id, "web-01")).toBeUndefined();
    expect(await client.vms({ where: { name: "web-01" } })).toEqual([]);
    expect(await entry(client, id, `in-recycle-bin-${report.local_id}`)).toMatchObject({ vm_uuid: report.local_id });
  });

  it("an exit copes with all of it, and leaves alone what was changed", async () => {
    const { client, id } = await inMaintenance();
    client.sim.operator.stopVm("web-01");
    client.sim.operator.recycleVm("license-01");
    const { body } = await client.exit(id, everything(await client.plan(id)));
    client.sim.operator.deleteVm("web-02");
    client.pass(60);
    expect((await client.task(body.task_id as string)).status).toBe("SUCCESSED");
    expect((await client.vm("web-01")).status).toBe("STOPPED");
    expect((await client.vm("web-01")).host?.name).not.toBe("node-1");
    expect((await client.vm("license-01")).status).toBe("STOPPED");
    expect((await client.vm("report-01")).host?.name).toBe("node-1");
  });
});

describe("hosts", () => {
  it("are renamed, moved to another cluster with their VMs, and removed", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    client.sim.operator.renameHost("node-1", "rack7");
    client.sim.operator.moveHost("rack7", "west");
    expect((await client.host("rack7", "west")).id).toBe(id);
    expect((await client.vm("web-01")).cluster?.name).toBe("west");
    client.sim.operator.removeHost("west/rack7");
    expect(await client.hosts({ where: { id } })).toEqual([]);
    expect(await client.vm("web-01")).toMatchObject({ host: null, status: "STOPPED" });
    expect(client.sim.violations).toEqual([]);
  });

  it("powered off: HA VMs restart elsewhere, others stop, and it may not enter", async () => {
    const client = await ApiClient.open();
    client.sim.operator.powerOffHost("node-1");
    const host = await client.host("node-1", "east");
    expect(host.status).toBe("CONNECTING");
    expect((await client.vm("web-01")).status).toBe("STOPPED");
    const ha = await client.vm("web-02");
    expect(ha.status).toBe("RUNNING");
    expect(ha.host?.name).not.toBe("node-1");
    expect((await client.precheck(host.id)).task.error_message).toContain("powered off");
    client.sim.operator.powerOnHost("node-1");
    expect((await client.precheck(host.id)).done).toBe(true);
  });

  it("powered off on the way in: the task fails and the host is in use", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    const { body } = await client.enter(id);
    client.pass(4);
    client.sim.operator.powerOffHost("east/node-3");
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining("lost"),
    });
    expect((await client.host("node-3", "east")).host_state?.state).toBe("IN_USE");
  });

  it("with any status; a disconnected one takes no VMs", async () => {
    const client = await ApiClient.open();
    for (const name of ["east/node-2", "east/node-3"]) client.sim.operator.setHostStatus(name, "SESSION_EXPIRED");
    await client.entered((await client.host("node-1", "east")).id);
    expect((await client.vm("web-01")).host?.name).toBe("node-4");
    expect((await client.host("node-2", "east")).status).toBe("SESSION_EXPIRED");
  });
});

describe("another operator's maintenance", () => {
  it("takes its time, or is done at once", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    const taskId = client.sim.operator.enter("node-1");
    expect((await client.host("node-1", "east")).host_state?.state).toBe("ENTERING_MAINTENANCE_MODE");
    client.pass(60);
    expect((await client.task(taskId as string)).status).toBe("SUCCESSED");
    const first = (await client.host("node-1", "east")).host_state;
    expect(client.sim.operator.exit("node-1", { atOnce: true })).toBeNull();
    expect(client.sim.operator.enter("node-1", { atOnce: true })).toBeNull();
    const second = (await client.host("node-1", "east")).host_state;
    expect(second?.state).toBe("MAINTENANCE_MODE");
    expect(second?.maintenance_job_id).not.toBe(first?.maintenance_job_id);
    expect(client.sim.mutations).toEqual([]);
    // The VM with a passthrough device was left off by the exit: the second entry found it so.
    expect((await client.plan(id)).shutDownVms).toMatchObject([{ vm_name: "license-01" }]);
  });

  it("makes clear which name it does not know, or knows twice", async () => {
    const client = await ApiClient.open();
    expect(() => client.sim.operator.enter("node-9")).toThrow('No host is "node-9"');
    expect(() => client.sim.operator.enter("node-3")).toThrow('More than one host is "node-3"');
    expect(() => client.sim.vm("nobody")).toThrow('No VM is "nobody"');
  });
});

it("data recovery pauses a running entry, which continues afterwards", async () => {
  const client = await ApiClient.open({ scenario: "data-recovery" });
  const { id } = await client.host("node-4", "west");
  const { body } = await client.enter(id);
  const task = () => client.task(body.task_id as string);
  client.pass(4);
  client.sim.operator.setRecovery("west", true);
  expect((await task()).status).toBe("PAUSED");
  client.pass(7200);
  const paused = await task();
  expect(paused.status).toBe("PAUSED");
  expect(paused.progress).toBeLessThan(0.9);
  client.sim.operator.setRecovery("west", false);
  expect((await task()).status).toBe("EXECUTING");
  client.pass(60);
  expect((await task()).status).toBe("SUCCESSED");
});
