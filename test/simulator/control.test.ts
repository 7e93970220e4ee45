import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

const post = async (client: ApiClient, path: string, body: unknown = {}) => {
  const reply = await client.control<{ message?: string; taskId?: string }>("POST", path, body);
  expect(reply.body, path).toMatchObject({ ok: true });
  return reply.body;
};

describe("what can be read", () => {
  it("the whole state, requests, mutations, violations", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    await client.enter(id);
    await client.send("/get-hosts", { where: { nonsense: 1 } });
    const read = async <T>(path: string) => (await client.control<T>("GET", path)).body;
    const state = await read<{
      hosts: { id: string; state: string }[];
      vms: unknown[];
      tasks: unknown[];
      quirks: object;
    }>("state");
    expect(state.hosts.find((host) => host.id === id)?.state).toBe("ENTERING_MAINTENANCE_MODE");
    expect([state.hosts.length, state.tasks.length, state.quirks]).toEqual([
      7,
      1,
      expect.objectContaining({ listCap: 0 }),
    ]);
    expect(await read("mutations")).toMatchObject([{ operation: "EnterMaintenanceMode", hostId: id }]);
    expect(await read("violations")).toMatchObject([{ kind: "request", operation: "GetHosts" }]);
    expect((await read<{ operation: string }[]>("requests")).map(({ operation }) => operation)).toEqual([
      "Login",
      "GetHosts",
      "EnterMaintenanceMode",
      "GetHosts",
    ]);
  });
});

describe("another operator", () => {
  it.each<[string, object, object]>([
    ["move-vm", { vm: "web-01", host: "node-4" }, { host: { name: "node-4" } }],
    ["stop-vm", { vm: "web-01" }, { status: "STOPPED" }],
    ["recycle-vm", { vm: "web-01" }, { in_recycle_bin: true }],
  ])("%s", async (action, body, seen) => {
    const client = await ApiClient.open();
    await post(client, `operator/${action}`, body);
    expect(await client.vm("web-01")).toMatchObject(seen);
  });

  it("start-vm, rename-vm, delete-vm", async () => {
    const client = await ApiClient.open();
    await post(client, "operator/start-vm", { vm: "report-01" });
    await post(client, "operator/rename-vm", { vm: "report-01", name: "report-02" });
    expect((await client.vm("report-02")).status).toBe("RUNNING");
    await post(client, "operator/delete-vm", { vm: "report-02" });
    expect(await client.vms({ where: { name: "report-02" } })).toEqual([]);
  });

  it("rename-host, move-host, remove-host, set-host-status, power", async () => {
    const client = await ApiClient.open();
    await post(client, "operator/rename-host", { host: "east/node-3", name: "three" });
    await post(client, "operator/move-host", { host: "three", cluster: "west" });
    await post(client, "operator/set-host-status", { host: "three", status: "CONNECTED_WARNING" });
    expect((await client.host("three", "west")).status).toBe("CONNECTED_WARNING");
    await post(client, "operator/power-off-host", { host: "three" });
    expect((await client.host("three", "west")).status).toBe("CONNECTING");
    await post(client, "operator/power-on-host", { host: "three" });
    expect((await client.host("three", "west")).status).toBe("CONNECTED_HEALTHY");
    await post(client, "operator/remove-host", { host: "three" });
    expect(await client.hosts({ where: { name: "three" } })).toEqual([]);
  });

  it("enter and exit", async () => {
    const client = await ApiClient.open();
    const { taskId } = await post(client, "operator/enter", { host: "node-1" });
    client.pass(60);
    expect((await client.task(taskId as string)).status).toBe("SUCCESSED");
    await post(client, "operator/exit", { host: "node-1", atOnce: true });
    expect((await client.host("node-1", "east")).host_state?.state).toBe("IN_USE");
  });

  it("set-recovery, set-storage-network, set-host-service", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "west");
    const reason = async () => (await client.precheck(id)).task.error_message;
    await post(client, "operator/set-recovery", { cluster: "west", on: true });
    expect(await reason()).toContain("Data recovery");
    await post(client, "operator/set-recovery", { cluster: "west", on: false });
    await post(client, "operator/set-storage-network", { cluster: "west", healthy: false });
    expect(await reason()).toContain("storage network");
    await post(client, "operator/set-storage-network", { cluster: "west", healthy: true });
    await client.entered(id);
    await post(client, "operator/set-host-service", { host: "west/node-3", service: "libvirt", healthy: false });
    const { body } = await client.exit(id);
    client.pass(60);
    expect((await client.task(body.task_id as string)).error_message).toContain("libvirt");
  });
});

describe("switches", () => {
  it("faults are injected and cleared", async () => {
    const client = await ApiClient.open();
    await post(client, "faults", { operation: "GetHosts", kind: "status", status: 504, times: 5 });
    expect((await client.send("/get-hosts", {})).status).toBe(504);
    await client.control("DELETE", "faults");
    expect((await client.send("/get-hosts", {})).status).toBe(200);
  });

  it("quirks change at run time, rules one by one", async () => {
    const client = await ApiClient.open();
    await post(client, "quirks", { listCap: 2, sessionHiddenFor: 1_000, rules: { noRoom: true } });
    expect(await client.hosts()).toHaveLength(2);
    expect(client.sim.quirks.rules).toMatchObject({ noRoom: true, dataRecovery: true });
  });

  it("tokens expire", async () => {
    const client = await ApiClient.open();
    await post(client, "expire-tokens");
    expect((await client.send("/get-hosts", {})).status).toBe(401);
  });

  it.each([
    ["quirks", { nullz: true }, "nullz"],
    ["faults", { operation: "GetHosts", kind: "explode" }, "kind"],
    ["operator/move-vm", { vm: "web-01" }, "host"],
    ["operator/stop-vm", { vm: "nobody" }, "nobody"],
  ])("a wrong body for %s is 400, naming the field", async (path, body, field) => {
    const client = await ApiClient.open();
    const reply = await client.control<{ message: string }>("POST", path, body);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(field)]);
  });
});
