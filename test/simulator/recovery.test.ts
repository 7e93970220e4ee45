import { describe, expect, it } from "vitest";
import { ApiClient, everything } from "./apiClient";

async function exited(client: ApiClient, id: string): Promise<void> {
  await client.exit(id, everything(await client.plan(id)));
  client.pass(15);
}

const size = async (client: ApiClient, name: string) => (await client.cluster(name)).recover_data_size as number;

describe("data recovery after a host has come back", () => {
  it("begins by itself, decreases at the reported speed, and ends; meanwhile the next host is refused", async () => {
    const client = await ApiClient.open({ scenario: "rolling" });
    const [first, next] = [await client.host("node-1", "east"), await client.host("node-2", "east")];
    await client.entered(first.id);
    expect(await client.cluster("east")).toMatchObject({ recover_data_size: 0, recover_speed: 0 });
    await exited(client, first.id);
    const before = await client.cluster("east");
    expect(before.recover_data_size).toBeGreaterThan(2 ** 30);
    client.pass(10);
    const after = await client.cluster("east");
    const [was, is, speed] = [before.recover_data_size, after.recover_data_size, after.recover_speed] as number[];
    expect(((was as number) - (is as number)) / (speed as number)).toBeCloseTo(10, 3);
    client.time += ((is as number) / (speed as number)) * 1000 - 5_000;
    expect((await client.enter(next.id)).status).toBe(200);
    client.pass(1);
    expect((await client.host("node-2", "east")).host_state?.state).toBe("IN_USE");
    client.pass(5);
    expect(await client.cluster("east")).toMatchObject({ recover_data_size: 0, recover_speed: 0 });
    expect((await client.precheck(next.id)).done).toBe(true);
    expect(client.sim.violations).toEqual([]);
  });

  it("does not concern other clusters, which have times of their own", async () => {
    const client = await ApiClient.open({ scenario: "rolling" });
    const { id } = await client.host("node-4", "west");
    await client.entered(id);
    await exited(client, id);
    client.pass(120);
    expect([await size(client, "east"), (await size(client, "west")) > 0]).toEqual([0, true]);
    client.pass(800);
    expect(await size(client, "west")).toBe(0);
  });

  it("is off by default, and on for all clusters by the quirk recoveryAfterExit", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-3", "east");
    await client.entered(id);
    await exited(client, id);
    expect(await size(client, "east")).toBe(0);
    client.sim.quirks.recoveryAfterExit = 30_000;
    await client.entered(id);
    await exited(client, id);
    expect(await size(client, "east")).toBeGreaterThan(0);
  });

  it("follows the speed of the simulator", async () => {
    const client = await ApiClient.open({ scenario: "rolling", speed: 10 });
    const { id } = await client.host("node-4", "west");
    await client.entered(id);
    await client.exit(id);
    client.pass(5);
    const before = await client.cluster("west");
    client.pass(10);
    const after = await client.cluster("west");
    const gone = (before.recover_data_size as number) - (after.recover_data_size as number);
    expect(gone / (after.recover_speed as number)).toBeCloseTo(10, 3);
  });

  it("does not begin if the exit fails", async () => {
    const client = await ApiClient.open({ scenario: "rolling" });
    const { id } = await client.host("node-1", "east");
    await client.entered(id);
    client.sim.operator.setHostService("node-1", "libvirt", false);
    await exited(client, id);
    expect(await size(client, "east")).toBe(0);
  });
});

it("after seven days in maintenance the cluster begins to rebuild the host's data", async () => {
  const client = await ApiClient.open();
  const { id } = await client.host("node-3", "east");
  await client.entered(id);
  client.pass(6.9 * 24 * 3600);
  expect(await size(client, "east")).toBe(0);
  client.pass(0.2 * 24 * 3600);
  expect(await size(client, "east")).toBeGreaterThan(0);
});

it("the operator can also let it end by itself", async () => {
  const client = await ApiClient.open();
  await client.control("POST", "operator/set-recovery", { cluster: "east", on: true, ms: 20_000 });
  expect(await size(client, "east")).toBeGreaterThan(0);
  client.pass(21);
  expect(await size(client, "east")).toBe(0);
});

describe("get-clusters", () => {
  it("describes a cluster and its contents", async () => {
    const host = {
      name: "a",
      vms: [
        { name: "v", count: 2 },
        { name: "s", power: "suspended" as const },
      ],
    };
    const client = await ApiClient.open({
      scenario: {
        clusters: [
          { name: "one", stretch: true, type: "SMTX_ELF", version: "6.2.0", hosts: [host, { name: "b" }] },
          { name: "two", connectState: "DISCONNECTED", hosts: [{ name: "c" }] },
        ],
      },
    });
    expect(await client.cluster("one")).toMatchObject({
      type: "SMTX_ELF",
      hypervisor: "ELF",
      version: "6.2.0",
      stretch: true,
      connect_state: "CONNECTED",
      host_num: 2,
      vm_num: 3,
      suspended_vm_num: 1,
      migration_data_size: 0,
      hosts: [{ name: "a" }, { name: "b" }],
    });
    const lost = await client.ok<{ name: string }[]>("/get-clusters", { where: { connect_state: "DISCONNECTED" } });
    expect(lost.map(({ name }) => name)).toEqual(["two"]);
    expect(await client.hosts({ where: { cluster: { connect_state: "DISCONNECTED" } } })).toMatchObject([
      { name: "c" },
    ]);
    expect(await client.ok("/get-clusters", { orderBy: "name_DESC", first: 1 })).toMatchObject([{ name: "two" }]);
    expect(await client.ok("/get-clusters", { orderBy: "is_all_flash_ASC" })).toHaveLength(2);
    expect(client.sim.violations).toEqual([]);
  });
});
