import { describe, expect, it } from "vitest";
import type { RefusalRules } from "../../simulator";
import { ApiClient } from "./apiClient";

/** Cluster of the scenario "refusals", the rule, and what the refusal says. */
const entries: [cluster: string, rule: keyof RefusalRules, reason: string][] = [
  ["busy", "anotherHostInMaintenance", "Host host-2 of the cluster is in or entering maintenance"],
  ["recovery", "dataRecovery", "Data recovery"],
  ["suspended", "suspendedVm", "paused-vm"],
  ["unknown", "suspendedVm", "unknown-vm"],
  ["single-replica", "singleReplica", "scratch-vm"],
  ["storage-network", "storageNetwork", "storage network"],
  ["crowded", "tooManyVms", "151 VMs"],
  ["disconnected", "hostDisconnected", "SESSION_EXPIRED"],
  ["space", "lackOfSpace", "lack space"],
  ["recycled", "tooManyVms", "151 VMs"],
  ["ha-room", "haNoRoom", "lack memory for big-ha"],
  ["system", "systemVm", "files-ctl"],
  ["worker", "unhealthyService", "job-center-worker of host host-1"],
  ["metadata", "unhealthyService", "zookeeper of host host-2"],
];

describe.each(entries)("entering in cluster %s (rule %s)", (cluster, rule, reason) => {
  it("is refused by a FAILED task", async () => {
    const client = await ApiClient.open({ scenario: "refusals" });
    const { id } = await client.host("host-1", cluster);
    const { task, done } = await client.precheck(id);
    expect([task.status, done]).toEqual(["FAILED", false]);
    expect(task.error_message).toContain(reason);
    const { body } = await client.enter(id);
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining(reason),
    });
    expect((await client.host("host-1", cluster)).host_state?.state).toBe("IN_USE");
  });

  it("is refused by done: false for ever", async () => {
    const client = await ApiClient.open({ scenario: "refusals", quirks: { refusalStyle: "done-false" } });
    const { id } = await client.host("host-1", cluster);
    const { task, done } = await client.precheck(id);
    expect([task.status, done]).toEqual(["SUCCESSED", false]);
    expect((await client.enter(id)).status).toBe(400);
  });

  it("is refused by 400", async () => {
    const client = await ApiClient.open({ scenario: "refusals", quirks: { refusalStyle: "http-400" } });
    const { id } = await client.host("host-1", cluster);
    const reply = await client.send("/enter-maintenance-mode-precheck", { where: { id } });
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining(reason)]);
    expect((await client.enter(id)).status).toBe(400);
    expect((await client.host("host-1", cluster)).host_state).toBeNull();
  });

  it("is not refused without the rule", async () => {
    const client = await ApiClient.open({ scenario: "refusals", quirks: { rules: { [rule]: false } } });
    const { done } = await client.precheck((await client.host("host-1", cluster)).id);
    expect(done).toBe(true);
  });
});

it("services that only an exit needs do not keep a host from entering, and the other way round", async () => {
  const client = await ApiClient.open({ quirks: { refusalStyle: "http-400" } });
  const { id } = await client.host("node-3", "east");
  client.sim.operator.setHostService("east/node-3", "vm-monitor", false);
  client.sim.operator.setHostService("east/node-3", "zookeeper", false);
  await client.entered(id);
  client.sim.operator.setHostService("east/node-3", "job-center-worker", false);
  expect((await client.exit(id)).body.message).toContain("vm-monitor");
  client.sim.operator.setHostService("east/node-3", "vm-monitor", true);
  expect((await client.exit(id)).status).toBe(200);
});

describe("exiting", () => {
  it.each<[string, keyof RefusalRules, string]>([
    ["service", "unhealthyService", "libvirt"],
    ["dark", "hostDisconnected", "powered off"],
  ])("in cluster %s is refused by rule %s", async (cluster, rule, reason) => {
    const client = await ApiClient.open({ scenario: "refusals" });
    const { id } = await client.host("host-2", cluster);
    const { body } = await client.exit(id);
    client.pass(60);
    expect(await client.task(body.task_id as string)).toMatchObject({
      status: "FAILED",
      error_message: expect.stringContaining(reason),
    });
    expect((await client.host("host-2", cluster)).host_state?.state).toBe("MAINTENANCE_MODE");

    client.sim.quirks.refusalStyle = "http-400";
    const refused = await client.exit(id);
    expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining(reason)]);
    client.sim.quirks.rules[rule] = false;
    expect((await client.exit(id)).status).toBe(200);
  });

  it("is refused while the storage network is unhealthy, and goes once it is healthy", async () => {
    const client = await ApiClient.open({ quirks: { refusalStyle: "http-400" } });
    const { id } = await client.host("node-3", "east");
    await client.entered(id);
    client.sim.operator.setStorageNetwork("east", false);
    expect((await client.exit(id)).body.message).toContain("storage network");
    client.sim.operator.setStorageNetwork("east", true);
    expect((await client.exit(id)).status).toBe(200);
  });
});
