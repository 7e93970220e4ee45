import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

describe("room", () => {
  it("VMs without room are listed for shutdown; the rest migrate", async () => {
    const client = await ApiClient.open({ scenario: "full-cluster" });
    const { id } = await client.host("node-1", "packed");
    const { uuids } = await client.precheck(id);
    expect(uuids).toHaveLength(3);
    expect((await client.entered(id)).status).toBe("SUCCESSED");
    expect((await client.plan(id)).liveMigrateVms).toHaveLength(1);
  });

  it("a host in another cluster does not count as room", async () => {
    const client = await ApiClient.open({
      scenario: {
        clusters: [
          { name: "a", hosts: [{ name: "only", vms: [{ name: "vm" }] }] },
          { name: "b", hosts: [{ name: "empty" }] },
        ],
      },
    });
    expect((await client.precheck((await client.host("only", "a")).id)).uuids).toEqual([
      (await client.vm("vm")).local_id,
    ]);
  });

  it("is found for VMs with HA before others, so that those are what is shut down", async () => {
    const vms = [
      { name: "big", memoryGiB: 40 },
      { name: "safe", memoryGiB: 20, ha: true },
    ];
    const hosts = [
      { name: "a", vms },
      { name: "b", memoryGiB: 64 },
    ];
    const client = await ApiClient.open({ scenario: { clusters: [{ name: "c", hosts }] } });
    const { id } = await client.host("a", "c");
    expect((await client.precheck(id)).uuids).toEqual([(await client.vm("big")).local_id]);
    expect((await client.entered(id)).status).toBe("SUCCESSED");
    expect(await client.vm("safe")).toMatchObject({ status: "RUNNING", host: { name: "b" } });
  });

  it("is not a refusal for an HA VM if the rule haNoRoom is off: the VM is listed", async () => {
    const client = await ApiClient.open({ scenario: "refusals", quirks: { rules: { haNoRoom: false } } });
    const { uuids } = await client.precheck((await client.host("host-1", "ha-room")).id);
    expect(uuids).toEqual([(await client.vm("big-ha")).local_id]);
  });

  it("is a reason to refuse by the rule noRoom", async () => {
    const client = await ApiClient.open({ scenario: "full-cluster", quirks: { rules: { noRoom: true } } });
    const { task } = await client.precheck((await client.host("node-1", "packed")).id);
    expect(task.error_message).toMatch(/lack memory for app-\d/);
  });
});

it("the rule quorum refuses when no majority would be left", async () => {
  const client = await ApiClient.open({ quirks: { rules: { quorum: true } } });
  const { id } = await client.host("node-3", "west");
  expect((await client.precheck(id)).done).toBe(true);
  client.sim.operator.powerOffHost("node-5");
  expect((await client.precheck(id)).task.error_message).toContain("quorum");
});

it("150 VMs may enter, in one go", async () => {
  const client = await ApiClient.open({ scenario: "big-host" });
  const { id } = await client.host("node-1", "big");
  const { uuids } = await client.precheck(id);
  expect(uuids).toHaveLength(10);
  expect((await client.entered(id)).status).toBe("SUCCESSED");
  const plan = await client.plan(id);
  expect([plan.shutDownVms, plan.liveMigrateVms, plan.offlineMigrateVms].map((list) => list.length)).toEqual([
    10, 100, 0,
  ]);
});
