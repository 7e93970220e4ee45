import { describe, expect, it } from "vitest";
import { ApiClient, everything, names } from "./apiClient";

describe("DRS, by the operator's command", () => {
  it("moves a running VM during the stay, which the exit plan then flags", async () => {
    const client = await ApiClient.open();
    const { id } = await client.host("node-1", "east");
    await client.entered(id);
    const at = (await client.vm("web-01")).host?.name as string;
    const other = at === "node-2" ? "node-3" : "node-2";
    const reply = await client.control("POST", "operator/drs", { vm: "web-01", host: other });
    expect(reply.body).toEqual({ ok: true });
    const entry = (await client.plan(id)).liveMigrateVms.find(({ vm_name }) => vm_name === "web-01");
    expect(entry).toMatchObject({ target_host_name: other, verify: { changed: true } });
  });

  it.each([
    ["report-01", "node-4", "not running"],
    ["gpu-train-01", "node-4", "bound"],
    ["web-01", "node-1", "it is there"],
    ["web-01", "node-5", "cannot take it"],
  ])("never moves %s to %s", async (vm, host, why) => {
    const client = await ApiClient.open();
    expect(() => client.sim.operator.drs(vm, host)).toThrow(why);
  });

  it("never moves a VM to a host in maintenance, or without room", async () => {
    const client = await ApiClient.open();
    client.sim.operator.enter("node-1", { atOnce: true });
    expect(() => client.sim.operator.drs("mq-01", "node-1")).toThrow("cannot take it");
    const full = await ApiClient.open({ scenario: "full-cluster" });
    full.sim.operator.drs("app-1", "node-2");
    expect(() => full.sim.operator.drs("app-2", "node-2")).toThrow("cannot take it");
  });
});

it("scenario drs: VMs go on moving while the host is in maintenance, and stop when it has left", async () => {
  const client = await ApiClient.open({ scenario: "drs" });
  const { id } = await client.host("node-1", "east");
  const { uuids } = await client.precheck(id);
  await client.enter(id, uuids);
  client.pass(15);
  const changed = async () =>
    names(
      Object.values(await client.plan(id))
        .flat()
        .filter((entry) => entry.verify?.changed),
    );
  expect(await changed()).toEqual([]);
  client.pass(10);
  expect(await changed()).toHaveLength(1);
  client.pass(10);
  const moved = await changed();
  expect(moved).toHaveLength(2);
  await client.exit(id, everything(await client.plan(id)));
  client.pass(9);
  const places = async () => (await client.vms({ orderBy: "id_ASC" })).map((vm) => `${vm.name} ${vm.host?.name}`);
  const after = await places();
  for (const name of moved) expect(after).not.toContain(`${name} node-1`);
  client.pass(15);
  expect(await places()).toEqual(after);
});
