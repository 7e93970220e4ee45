import { describe, expect, it } from "vitest";
import { everything, Lab, names } from "./support/client";

describe("DRS, by the operator's command", () => {
  it("moves a running VM during the stay, which the exit plan then flags", async () => {
    const lab = await Lab.open();
    const { id } = await lab.host("node-1", "east");
    await lab.entered(id);
    const at = (await lab.vm("web-01")).host?.name as string;
    const other = at === "node-2" ? "node-3" : "node-2";
    const reply = await lab.control("POST", "operator/drs", { vm: "web-01", host: other });
    expect(reply.body).toEqual({ ok: true });
    const entry = (await lab.plan(id)).liveMigrateVms.find(({ vm_name }) => vm_name === "web-01");
    expect(entry).toMatchObject({ target_host_name: other, verify: { changed: true } });
  });

  it.each([
    ["report-01", "node-4", "not running"],
    ["gpu-train-01", "node-4", "bound"],
    ["web-01", "node-1", "it is there"],
    ["web-01", "node-5", "cannot take it"],
  ])("never moves %s to %s", async (vm, host, why) => {
    const lab = await Lab.open();
    expect(() => lab.sim.operator.drs(vm, host)).toThrow(why);
  });

  it("never moves a VM to a host in maintenance, or without room", async () => {
    const lab = await Lab.open();
    lab.sim.operator.enter("node-1", { atOnce: true });
    expect(() => lab.sim.operator.drs("mq-01", "node-1")).toThrow("cannot take it");
    const full = await Lab.open({ scenario: "full-cluster" });
    full.sim.operator.drs("app-1", "node-2");
    expect(() => full.sim.operator.drs("app-2", "node-2")).toThrow("cannot take it");
  });
});

it("scenario drs: VMs go on moving while the host is in maintenance, and stop when it has left", async () => {
  const lab = await Lab.open({ scenario: "drs" });
  const { id } = await lab.host("node-1", "east");
  const { uuids } = await lab.precheck(id);
  await lab.enter(id, uuids);
  lab.pass(15);
  const changed = async () =>
    names(
      Object.values(await lab.plan(id))
        .flat()
        .filter((entry) => entry.verify?.changed),
    );
  expect(await changed()).toEqual([]);
  lab.pass(10);
  expect(await changed()).toHaveLength(1);
  lab.pass(10);
  const moved = await changed();
  expect(moved).toHaveLength(2);
  await lab.exit(id, everything(await lab.plan(id)));
  lab.pass(9);
  const places = async () => (await lab.vms({ orderBy: "id_ASC" })).map((vm) => `${vm.name} ${vm.host?.name}`);
  const after = await places();
  for (const name of moved) expect(after).not.toContain(`${name} node-1`);
  lab.pass(15);
  expect(await places()).toEqual(after);
});
