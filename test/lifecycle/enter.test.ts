import { describe, expect, it } from "vitest";
import { create } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf } from "../shared/outcomes";

describe("create", () => {
  it("puts the host into maintenance and records every VM that was on it, once", async () => {
    const lab = await openLifecycle();
    const before = lab.simulator.snapshot().vms.filter((vm) => vm.hostId === lab.simulator.host("node-1", "east").id);

    const record = await create(lab.context, lab.request("node-1"));

    const host = lab.simulator.host("node-1", "east");
    expect(host.session?.state).toBe("MAINTENANCE_MODE");
    expect(lab.simulator.snapshot().vms.filter((vm) => vm.hostId === host.id && vm.power === "RUNNING")).toEqual([]);
    expect(record).toMatchObject({
      server: lab.simulator.url,
      hostId: host.id,
      hostName: "node-1",
      clusterName: "east",
      phase: "maintenance",
      enteredAt: new Date(Math.floor(host.session?.enteredAt ?? 0)).toISOString(),
      maintenanceJobId: host.session?.jobId,
      adopted: false,
    });
    const recorded = [...record.shutdownVms, ...record.liveMigratedVms, ...record.offlineMigratedVms];
    expect(recorded.map((vm) => vm.vmUuid).sort()).toEqual(before.map((vm) => vm.localId).sort());
    expect(Object.fromEntries(recorded.map((vm) => [vm.vmUuid, vm.powerState]))).toEqual(
      Object.fromEntries(before.map((vm) => [vm.localId, vm.power])),
    );
    expect(record.shutdownVms).toHaveLength(2);
    expect(lab.simulator.violations).toEqual([]);
  });

  it("shuts nothing down without consent: names each VM and the line to add, and changes nothing", async () => {
    const lab = await openLifecycle();
    const before = lab.simulator.snapshot();
    const error = await failureOf(create(lab.context, lab.request("node-1", { consent: "none" })));

    expect(error.failure.record).toBeUndefined();
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
    expect(lab.simulator.snapshot().vms).toEqual(before.vms);
    expect(error.message).toContain("allowShutdown does not cover");

    const uuids = [...error.message.matchAll(/\(([0-9a-f-]{36})\)/g)].map(([, uuid = ""]) => uuid);
    expect(uuids).toHaveLength(2);
    const names = uuids.map((uuid) => lab.simulator.vm(uuid).name);
    expect(error.message).toContain(`set allowShutdown: ${JSON.stringify(names)}`);

    // A name that two VMs of the cluster have tells nothing.
    const [first = "", second = ""] = names;
    const other = lab.simulator.snapshot().vms.find(({ hostName }) => hostName === "node-2")?.localId;
    lab.simulator.operator.renameVm(String(other), first);
    const partly = await failureOf(create(lab.context, lab.request("node-1", { consent: [second] })));
    expect(partly.message).toContain("1 VM that allowShutdown does not cover");
    const line = [second, uuids[0]];
    expect(partly.message).toContain(`set allowShutdown: ${JSON.stringify(line)}`);
    await expect(create(lab.context, lab.request("node-1", { consent: line as string[] }))).resolves.toMatchObject({
      phase: "maintenance",
    });
  });

  it("says that a host is not known, and where", async () => {
    const lab = await openLifecycle();
    const error = await failureOf(create(lab.context, { ...lab.request("node-1"), hostId: "nobody" }));
    expect(error.message).toContain(`${lab.simulator.url} shows no host with the id "nobody"`);
    expect(error.failure.record).toBeUndefined();
  });

  it("leaves a host alone that somebody else has put into maintenance", async () => {
    const lab = await openLifecycle();
    await create(lab.context, lab.request("node-1"));
    const error = await failureOf(create(lab.context, lab.request("node-1")));
    expect(error.message).toContain("already in maintenance");
    expect(error.message).toContain(lab.simulator.host("node-1", "east").session?.jobId);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });

  it("names the host that holds the cluster", async () => {
    const lab = await openLifecycle();
    await create(lab.context, lab.request("node-1"));
    const error = await failureOf(create(lab.context, lab.request("node-2")));
    expect(error.failure.phase).toBe("precheck");
    expect(error.message).toContain("one host of a cluster in maintenance at a time, and node-1 already is");
    expect(error.failure.record).toBeUndefined();
    expect(lab.simulator.host("node-2", "east").session?.state ?? "IN_USE").toBe("IN_USE");
  });

  it("stops waiting at the time-out and saves what is known, so that the next run continues", async () => {
    const lab = await openLifecycle({ speed: 0.01 });
    const request = lab.request("node-1", {
      timeouts: { precheckMs: 3_600_000, enterMs: 60_000, exitMs: 60_000 },
    });
    const error = await failureOf(create(lab.context, request));
    expect(error.message).toContain("has not ended in time");
    expect(error.message).toContain("run pulumi up to continue, or pulumi destroy to undo");
    expect(error.failure.record).toMatchObject({ phase: "entering", hostName: "node-1" });
    expect(error.failure.record?.taskId).toBeTruthy();
    expect(lab.simulator.host("node-1", "east").session?.state).toBe("ENTERING_MAINTENANCE_MODE");
  });
});
