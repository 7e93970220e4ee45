import { describe, expect, it } from "vitest";
import type { QuirkSettings } from "../../simulator";
import { ApiClient } from "./apiClient";

const calls = ["/start-vm", "/migrate-vm"] as const;
/** A VM of east that the call could start or move: a stopped one. */
const stopped = "staging-01";

/** East with node-1 in maintenance. */
async function withMaintenance(quirks: QuirkSettings = {}) {
  const client = await ApiClient.open({ quirks });
  const { id } = await client.host("node-1", "east");
  await client.entered(id);
  return { client, id };
}

describe.each(calls)("%s to a host that cannot take VMs", (call) => {
  it("that is in maintenance: the task fails with the reason", async () => {
    const { client, id } = await withMaintenance();
    expect(await client.powered(call, stopped, id)).toMatchObject({
      status: "FAILED",
      error_message: "Host node-1 is in or entering maintenance mode.",
    });
    expect(await client.vm(stopped)).toMatchObject({ status: "STOPPED", host: { name: "node-2" } });
  });

  it("that is entering, or leaves", async () => {
    const client = await ApiClient.open({ quirks: { version: "4.7.0" } });
    const { id } = await client.host("node-1", "east");
    await client.enter(id, (await client.precheck(id)).uuids);
    client.pass(1);
    expect(await client.power(call, stopped, id)).toMatchObject({ status: 400, body: { message: /entering/ } });
    client.pass(60);
    await client.exit(id);
    expect((await client.power(call, stopped, id)).status).toBe(400);
    client.pass(60);
    expect((await client.power(call, stopped, id)).status).toBe(200);
  });

  it("that is not connected: 400 from 4.7.0 on", async () => {
    const client = await ApiClient.open({ quirks: { version: "4.7.0" } });
    client.sim.operator.setHostStatus("node-1", "INITIALIZING");
    const { id } = await client.host("node-1", "east");
    const reply = await client.power(call, stopped, id);
    expect([reply.status, reply.body.message]).toEqual([400, "Host node-1 is not connected (INITIALIZING)."]);
    expect(client.sim.mutations).toEqual([]);
  });

  it("of another cluster, or an unknown one", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-5", "west");
    expect((await client.powered(call, stopped, id)).error_message).toContain("not in the cluster");
    expect((await client.power(call, stopped, "nobody")).status).toBe(404);
  });

  it("checks first, or only in the task, by the quirk alone", async () => {
    const { client, id } = await withMaintenance({ powerChecksFirst: true });
    expect((await client.power(call, stopped, id)).status).toBe(400);
    client.sim.quirks.version = "4.9.0";
    client.sim.quirks.powerChecksFirst = false;
    expect((await client.powered(call, stopped, id)).status).toBe("FAILED");
  });
});

describe("start-vm", () => {
  it("starts a VM on the host that was asked for", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-4", "east");
    expect((await client.powered("/start-vm", stopped, id)).status).toBe("SUCCESSED");
    expect(await client.vm(stopped)).toMatchObject({ status: "RUNNING", host: { name: "node-4" } });
  });

  it("of a running VM is no work before 4.7.0, and 400 from then on", async () => {
    const client = await ApiClient.open();
    expect((await client.power("/start-vm", "web-01")).body).toMatchObject([{ task_id: null }]);
    client.sim.quirks.version = "4.7.0";
    const reply = await client.power("/start-vm", "web-01");
    expect([reply.status, reply.body.message]).toEqual([400, "VM web-01 is running already."]);
  });

  it("does not start a VM that holds a device elsewhere", async () => {
    const { client } = await withMaintenance();
    const { id } = await client.host("node-2", "east");
    expect((await client.powered("/start-vm", "gpu-train-01", id)).error_message).toContain("holds a device");
    expect((await client.powered("/start-vm", "license-01", id)).error_message).toContain("bound to its host");
  });
});

describe("migrate-vm", () => {
  it.each([
    ["live", "web-01", "RUNNING", 2],
    ["cold", "report-01", "STOPPED", 0.5],
  ] as const)("is %s for VM %s, and takes its time", async (_, name, status, seconds) => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-4", "east");
    const { body } = await client.power("/migrate-vm", name, id);
    expect(body[0]?.data).toMatchObject({ status, host: { name: "node-1" } });
    client.pass(0.2 + seconds);
    expect((await client.vm(name)).host?.name).toBe("node-1");
    client.pass(0.5);
    expect(await client.vm(name)).toMatchObject({ status, host: { name: "node-4" } });
    expect((await client.task(body[0]?.task_id as string)).status).toBe("SUCCESSED");
    expect(client.sim.violations).toEqual([]);
  });

  it("goes where most memory is free, where no host is asked for", async () => {
    const client = await ApiClient.open();
    await client.powered("/migrate-vm", "web-01");
    expect((await client.vm("web-01")).host?.name).toBe("node-3");
  });

  it.each([
    ["gpu-train-01", "holds a device"],
    ["license-01", "bound to its host"],
    ["ci-runner-01", "on host node-4 already"],
  ])("cannot move %s", async (name, reason) => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-4", "east");
    expect(await client.powered("/migrate-vm", name, id)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining(reason),
    });
    client.sim.quirks.version = "4.8.0";
    expect((await client.power("/migrate-vm", name, id)).status).toBe(400);
  });

  it("cannot move a VM that is bound, either, if no host is asked for", async () => {
    const client = await ApiClient.open();
    expect((await client.powered("/migrate-vm", "gpu-train-01")).error_message).toContain("holds a device");
    expect((await client.vm("gpu-train-01")).host?.name).toBe("node-1");
  });

  it.each(["4.6.0", "4.8.0"])("without room on the host the task fails, also in version %s", async (version) => {
    const client = await ApiClient.open({ scenario: "full-cluster", quirks: { version } });
    const { id } = await client.host("node-2", "packed");
    client.sim.operator.moveVm("app-1", "node-2");
    expect((await client.powered("/migrate-vm", "app-2", id)).error_message).toContain("no room for VM app-2");
  });

  it("is 400 if no VM matches, and for one in the recycle bin", async () => {
    const client = await ApiClient.open();
    expect((await client.power("/migrate-vm", "nobody")).status).toBe(400);
    client.sim.operator.recycleVm("web-01");
    expect((await client.power("/migrate-vm", "web-01")).status).toBe(400);
  });
});
