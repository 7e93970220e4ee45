import { describe, expect, it } from "vitest";
import { everything, Lab } from "./support/client";

async function exited(lab: Lab, id: string): Promise<void> {
  await lab.exit(id, everything(await lab.plan(id)));
  lab.pass(15);
}

const size = async (lab: Lab, name: string) => (await lab.cluster(name)).recover_data_size as number;

describe("data recovery after a host has come back", () => {
  it("begins by itself, goes down at the speed that is told, and ends; the next host is refused meanwhile", async () => {
    const lab = await Lab.open({ scenario: "rolling" });
    const [first, next] = [await lab.host("node-1", "east"), await lab.host("node-2", "east")];
    await lab.entered(first.id);
    expect(await lab.cluster("east")).toMatchObject({ recover_data_size: 0, recover_speed: 0 });
    await exited(lab, first.id);
    const before = await lab.cluster("east");
    expect(before.recover_data_size).toBeGreaterThan(2 ** 30);
    lab.pass(10);
    const after = await lab.cluster("east");
    const [was, is, speed] = [before.recover_data_size, after.recover_data_size, after.recover_speed] as number[];
    expect(((was as number) - (is as number)) / (speed as number)).toBeCloseTo(10, 3);
    lab.time += ((is as number) / (speed as number)) * 1000 - 5_000;
    expect((await lab.enter(next.id)).status).toBe(200);
    lab.pass(1);
    expect((await lab.host("node-2", "east")).host_state?.state).toBe("IN_USE");
    lab.pass(5);
    expect(await lab.cluster("east")).toMatchObject({ recover_data_size: 0, recover_speed: 0 });
    expect((await lab.precheck(next.id)).done).toBe(true);
    expect(lab.sim.violations).toEqual([]);
  });

  it("does not concern other clusters, which have times of their own", async () => {
    const lab = await Lab.open({ scenario: "rolling" });
    const { id } = await lab.host("node-4", "west");
    await lab.entered(id);
    await exited(lab, id);
    lab.pass(120);
    expect([await size(lab, "east"), (await size(lab, "west")) > 0]).toEqual([0, true]);
    lab.pass(800);
    expect(await size(lab, "west")).toBe(0);
  });

  it("is off by default, and on for all clusters by the quirk recoveryAfterExit", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-3", "east");
    await lab.entered(id);
    await exited(lab, id);
    expect(await size(lab, "east")).toBe(0);
    lab.sim.quirks.recoveryAfterExit = 30_000;
    await lab.entered(id);
    await exited(lab, id);
    expect(await size(lab, "east")).toBeGreaterThan(0);
  });

  it("follows the speed of the simulator", async () => {
    const lab = await Lab.open({ scenario: "rolling", speed: 10 });
    const { id } = await lab.host("node-4", "west");
    await lab.entered(id);
    await lab.exit(id);
    lab.pass(5);
    const before = await lab.cluster("west");
    lab.pass(10);
    const after = await lab.cluster("west");
    const gone = (before.recover_data_size as number) - (after.recover_data_size as number);
    expect(gone / (after.recover_speed as number)).toBeCloseTo(10, 3);
  });

  it("does not begin where the exit fails", async () => {
    const lab = await Lab.open({ scenario: "rolling" });
    const { id } = await lab.host("node-1", "east");
    await lab.entered(id);
    lab.sim.operator.setHostService("node-1", "libvirt", false);
    await exited(lab, id);
    expect(await size(lab, "east")).toBe(0);
  });
});

it("after seven days in maintenance the cluster begins to rebuild the host's data", async () => {
  const lab = await Lab.open();
  const { id } = await lab.host("node-3", "east");
  await lab.entered(id);
  lab.pass(6.9 * 24 * 3600);
  expect(await size(lab, "east")).toBe(0);
  lab.pass(0.2 * 24 * 3600);
  expect(await size(lab, "east")).toBeGreaterThan(0);
});

it("the operator can have it end by itself, too", async () => {
  const lab = await Lab.open();
  await lab.control("POST", "operator/set-recovery", { cluster: "east", on: true, ms: 20_000 });
  expect(await size(lab, "east")).toBeGreaterThan(0);
  lab.pass(21);
  expect(await size(lab, "east")).toBe(0);
});

describe("get-clusters", () => {
  it("tells what a cluster is, and what it holds", async () => {
    const host = {
      name: "a",
      vms: [
        { name: "v", count: 2 },
        { name: "s", power: "suspended" as const },
      ],
    };
    const lab = await Lab.open({
      scenario: {
        clusters: [
          { name: "one", stretch: true, type: "SMTX_ELF", version: "6.2.0", hosts: [host, { name: "b" }] },
          { name: "two", connectState: "DISCONNECTED", hosts: [{ name: "c" }] },
        ],
      },
    });
    expect(await lab.cluster("one")).toMatchObject({
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
    const lost = await lab.ok<{ name: string }[]>("/get-clusters", { where: { connect_state: "DISCONNECTED" } });
    expect(lost.map(({ name }) => name)).toEqual(["two"]);
    expect(await lab.hosts({ where: { cluster: { connect_state: "DISCONNECTED" } } })).toMatchObject([{ name: "c" }]);
    expect(await lab.ok("/get-clusters", { orderBy: "name_DESC", first: 1 })).toMatchObject([{ name: "two" }]);
    expect(await lab.ok("/get-clusters", { orderBy: "is_all_flash_ASC" })).toHaveLength(2);
    expect(lab.sim.violations).toEqual([]);
  });
});
