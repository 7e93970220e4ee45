import { describe, expect, it } from "vitest";
import { create, type RestorePolicy, remove } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { places } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

const exit = (restore: Partial<RestorePolicy>) => ({ ...EXIT, restore: { ...EXIT.restore, ...restore } });

/** Place and power of one VM. */
function placeOf(lab: SimulatedLifecycle, name: string) {
  const { hostName, power } = lab.simulator.vm(name);
  return `${power} on ${hostName}`;
}

describe("restore", () => {
  it("leaves what the user does not want back, and says so of each VM", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const [first, second] = record.shutdownVms.map((vm) => vm.vmName);
    const [moved] = record.liveMigratedVms;
    const where = moved && placeOf(lab, moved.vmUuid);
    await remove(
      lab.context,
      record,
      exit({ powerOn: [String(first)], liveMigrateBack: "none", offlineMigrateBack: "all" }),
    );
    expect(placeOf(lab, String(first))).toBe("RUNNING on node-1");
    expect(placeOf(lab, String(second))).toBe("STOPPED on node-1");
    expect(moved && placeOf(lab, moved.vmUuid)).toBe(where);
    const warnings = lab.told.filter((line) => line.startsWith("warning: "));
    const named = [second, ...record.liveMigratedVms.map((vm) => vm.vmName)];
    for (const name of named) {
      expect(
        warnings.filter((line) => line.includes(`${name} `) && line.includes("not selected by restore")),
      ).toHaveLength(1);
    }
    expect(warnings).toHaveLength(named.length);
  });

  it("does not migrate back a VM that somebody has moved meanwhile, unless told to", async () => {
    for (const changed of ["skip", "include"] as const) {
      const lab = await openLifecycle();
      const record = await create(lab.context, lab.request("node-1"));
      const vm = record.liveMigratedVms[0]?.vmUuid ?? "";
      const other = lab.simulator.vm(vm).hostName === "node-3" ? "node-4" : "node-3";
      lab.simulator.operator.moveVm(vm, `east/${other}`);
      await remove(lab.context, record, exit({ changed }));
      expect(placeOf(lab, vm)).toBe(changed === "skip" ? `RUNNING on ${other}` : "RUNNING on node-1");
      const warned = lab.told.some((line) => line.includes(vm) && line.includes("changed since the entry"));
      expect(warned).toBe(changed === "skip");
    }
  });

  it("powers on a VM that the entry shut down, even one that somebody has touched", async () => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    const vm = record.shutdownVms[0]?.vmUuid ?? "";
    lab.simulator.operator.startVm(vm);
    lab.simulator.operator.stopVm(vm);
    await remove(lab.context, record, EXIT);
    expect(placeOf(lab, vm)).toBe("RUNNING on node-1");
  });

  it("names VMs that are gone from CloudTower, and brings back the others", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const gone = [...record.shutdownVms.slice(0, 1), ...record.offlineMigratedVms.slice(0, 1)];
    for (const vm of gone) lab.simulator.operator.deleteVm(vm.vmUuid);
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before.filter((vm) => !gone.some(({ vmUuid }) => vmUuid === vm.localId)));
    for (const vm of gone)
      expect(lab.told.join("\n")).toContain(`${vm.vmName} (${vm.vmUuid}): not shown by CloudTower any more`);
  });

  it("does not bring back from the recycle bin what somebody has put there, and says so", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const vm = record.shutdownVms[0];
    lab.simulator.operator.recycleVm(String(vm?.vmUuid));
    await remove(lab.context, record, EXIT);
    const others = (vms: typeof before) => vms.filter((place) => place.localId !== vm?.vmUuid);
    expect(others(places(lab))).toEqual(others(before));
    expect(placeOf(lab, String(vm?.vmUuid))).toBe("STOPPED on node-1");
    expect(lab.told.join("\n")).toContain(`${vm?.vmName} (${vm?.vmUuid}): in the recycle bin`);
  });

  it("starts a VM that the exit left off, and fails while it cannot, naming it", async () => {
    const lab = await openLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    // The exit plan forgets a VM that somebody moved while it was off: nothing of CloudTower's starts it.
    const [first, second] = record.shutdownVms;
    const without = { ...record, shutdownVms: [] };
    const withVm = { ...without, offlineMigratedVms: [...record.offlineMigratedVms, ...record.shutdownVms] };
    lab.simulator.faults.inject({ operation: "StartVm", kind: "taskFailed", message: "No power." });
    const only = exit({ powerOn: [String(first?.vmName), String(second?.vmName)] });
    lab.simulator.operator.exit("east/node-1", { powerOn: [], atOnce: true });
    lab.simulator.operator.enter("east/node-1", { atOnce: true });
    const failure = await remove(lab.context, withVm, { ...only, onForeignSession: "exit" }).then(
      () => "none",
      (error: unknown) => String(error),
    );
    const off = record.shutdownVms.find(({ vmUuid }) => placeOf(lab, vmUuid).startsWith("STOPPED"));
    expect(failure).toContain(`1 VM that ran before cannot be started: ${off?.vmName} (${off?.vmUuid})`);
    await remove(lab.context, withVm, only);
    expect(lab.accepted("StartVm")).toBeGreaterThanOrEqual(2);
    expect(places(lab).length).toBe(before.length);
  });
});
