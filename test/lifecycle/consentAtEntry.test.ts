import { describe, expect, it } from "vitest";
import { create, foresee, update } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, recordOf, stateOf, stuckVms } from "../shared/outcomes";

describe("a consent by names", () => {
  it("covers the VMs of the cluster that have these names", async () => {
    const lab = await openLifecycle();
    const names = stuckVms(lab).map((vm) => vm.name);
    const record = await create(lab.context, lab.request("node-1", { consent: names }));
    expect(record.shutdownVms.map((vm) => vm.vmName).sort()).toEqual(names.sort());
  });

  it("with a name that no VM has is an error with those that come close, before anything is touched", async () => {
    const lab = await openLifecycle();
    const [vm] = stuckVms(lab);
    const error = await failureOf(create(lab.context, lab.request("node-1", { consent: [`${vm?.name}x`] })));
    expect(error.message).toContain(
      `no VM of cluster east has that name; similar names on the host: ${vm?.name} (${vm?.localId})`,
    );
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });

  it("with a name that several VMs have is an error with all of them", async () => {
    const lab = await openLifecycle();
    const [one, other] = stuckVms(lab);
    lab.simulator.operator.renameVm(String(other?.id), String(one?.name));
    const error = await failureOf(create(lab.context, lab.request("node-1", { consent: [String(one?.name)] })));
    expect(error.message).toContain("2 VMs of cluster east have that name");
    expect(error.message).toContain(String(one?.localId));
    expect(error.message).toContain(String(other?.localId));
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });

  it("with a name that a second VM has got since an entry that failed is an error too", async () => {
    const lab = await openLifecycle();
    const [one, other] = stuckVms(lab);
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskFailed", afterSteps: 0 });
    const consent = [String(one?.name), String(other?.localId)];
    const record = await recordOf(create(lab.context, lab.request("node-1", { consent })));
    lab.simulator.operator.renameVm(String(other?.id), String(one?.name));
    const error = await failureOf(update(lab.context, lab.request("node-1", { consent }), record));
    expect(error.message).toContain("2 VMs of cluster east have that name");
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
  });
});

it("the stack's setting holds whatever the resource says, names and UUIDs mixed", async () => {
  const lab = await openLifecycle();
  const [one, other] = stuckVms(lab);
  const request = lab.request("node-1", {
    consent: [String(one?.name), String(other?.name)],
    cap: [String(one?.localId)],
  });
  const error = await failureOf(create(lab.context, request));
  expect(error.message).toContain("cloudtower:allowShutdown (CLOUDTOWER_ALLOW_SHUTDOWN) does not cover");
  expect(error.message).toContain(String(other?.localId));
  expect(error.message).not.toContain(String(one?.localId));
  expect(stateOf(lab, "node-1")).toBe("IN_USE");
});

it("a VM that has to be shut down only since the preview is not covered by a consent to the preview", async () => {
  const lab = await openLifecycle();
  const [agreed, late] = stuckVms(lab);
  lab.simulator.operator.stopVm(String(late?.id));
  const request = lab.request("node-1", { consent: [String(agreed?.localId)] });
  expect(await foresee(lab.context, request)).toMatchObject({ is: "enters", shutdownVms: [{ name: agreed?.name }] });

  lab.simulator.operator.startVm(String(late?.id));
  const error = await failureOf(create(lab.context, request));
  expect(error.message).toContain(`1 VM that allowShutdown does not cover: ${late?.name}`);
  expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
});

it("the VM that CloudTower runs in is never shut down, whatever the consent", async () => {
  const lab = await openLifecycle();
  const [vm] = stuckVms(lab);
  // The client's own address, as that VM would have it.
  lab.context.cloudTower.ownAddresses = async () => vmAddresses(lab, String(vm?.localId));
  const error = await failureOf(create(lab.context, lab.request("node-1", { consent: "all" })));
  expect(error.message).toContain("the VM that CloudTower itself runs in");
  expect(error.message).toContain(String(vm?.name));
  expect(lab.accepted("EnterMaintenanceMode")).toBe(0);

  async function vmAddresses({ cloudTower }: SimulatedLifecycle, uuid: string): Promise<string[]> {
    const [found] = await cloudTower.vmsByUuid([uuid]);
    expect(found?.ips?.length).toBeGreaterThan(0);
    return found?.ips ?? [];
  }
});
