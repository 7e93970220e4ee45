import { describe, expect, it } from "vitest";
import { Lab } from "./support/client";

describe("room", () => {
  it("what finds none is listed for shutdown; the rest migrates", async () => {
    const lab = await Lab.open({ scenario: "full-cluster" });
    const { id } = await lab.host("node-1", "packed");
    const { uuids } = await lab.precheck(id);
    expect(uuids).toHaveLength(3);
    expect((await lab.entered(id)).status).toBe("SUCCESSED");
    expect((await lab.plan(id)).liveMigrateVms).toHaveLength(1);
  });

  it("a host in another cluster is no room", async () => {
    const lab = await Lab.open({
      scenario: {
        clusters: [
          { name: "a", hosts: [{ name: "only", vms: [{ name: "vm" }] }] },
          { name: "b", hosts: [{ name: "empty" }] },
        ],
      },
    });
    expect((await lab.precheck((await lab.host("only", "a")).id)).uuids).toEqual([(await lab.vm("vm")).local_id]);
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
    const lab = await Lab.open({ scenario: { clusters: [{ name: "c", hosts }] } });
    const { id } = await lab.host("a", "c");
    expect((await lab.precheck(id)).uuids).toEqual([(await lab.vm("big")).local_id]);
    expect((await lab.entered(id)).status).toBe("SUCCESSED");
    expect(await lab.vm("safe")).toMatchObject({ status: "RUNNING", host: { name: "b" } });
  });

  it("is no refusal where it lacks for an HA VM and the rule haNoRoom is off: it is listed", async () => {
    const lab = await Lab.open({ scenario: "refusals", quirks: { rules: { haNoRoom: false } } });
    const { uuids } = await lab.precheck((await lab.host("host-1", "ha-room")).id);
    expect(uuids).toEqual([(await lab.vm("big-ha")).local_id]);
  });

  it("is a reason to refuse by the rule noRoom", async () => {
    const lab = await Lab.open({ scenario: "full-cluster", quirks: { rules: { noRoom: true } } });
    const { task } = await lab.precheck((await lab.host("node-1", "packed")).id);
    expect(task.error_message).toMatch(/lack memory for app-\d/);
  });
});

it("the rule quorum refuses when no majority would be left", async () => {
  const lab = await Lab.open({ quirks: { rules: { quorum: true } } });
  const { id } = await lab.host("node-3", "west");
  expect((await lab.precheck(id)).done).toBe(true);
  lab.sim.operator.powerOffHost("node-5");
  expect((await lab.precheck(id)).task.error_message).toContain("quorum");
});

it("150 VMs may enter, in one go", async () => {
  const lab = await Lab.open({ scenario: "big-host" });
  const { id } = await lab.host("node-1", "big");
  const { uuids } = await lab.precheck(id);
  expect(uuids).toHaveLength(10);
  expect((await lab.entered(id)).status).toBe("SUCCESSED");
  const plan = await lab.plan(id);
  expect([plan.shutDownVms, plan.liveMigrateVms, plan.offlineMigrateVms].map((list) => list.length)).toEqual([
    10, 100, 0,
  ]);
});
