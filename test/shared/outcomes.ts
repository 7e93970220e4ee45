// What happened to hosts and VMs, according to the simulator, and what a verb threw.
import { LifecycleError, type SessionRecord } from "../../provider/lifecycle";
import type { VmView } from "../../simulator";
import type { SimulatedLifecycle } from "./simulatedLifecycle";

/** Place and power of every VM. */
export function places({ simulator }: SimulatedLifecycle) {
  return simulator.snapshot().vms.map(({ localId, hostName, power }) => ({ localId, hostName, power }));
}

/** The UUIDs of all VMs that run. */
export function running(lab: SimulatedLifecycle): string[] {
  return places(lab)
    .filter((vm) => vm.power === "RUNNING")
    .map((vm) => vm.localId);
}

/** The state of a host of cluster east. */
export function stateOf({ simulator }: SimulatedLifecycle, hostName: string): string {
  return simulator.host(hostName, "east").session?.state ?? "IN_USE";
}

/** The running VMs of node-1 that cannot migrate. */
export function stuckVms({ simulator }: SimulatedLifecycle): VmView[] {
  const { id } = simulator.host("node-1", "east");
  return simulator
    .snapshot()
    .vms.filter((vm) => vm.hostId === id && vm.power === "RUNNING" && (vm.passthrough || vm.mustPlacement));
}

/** The LifecycleError that a verb threw. The test fails if it threw nothing, or something else. */
export async function failureOf(verb: Promise<unknown>): Promise<LifecycleError> {
  const error = await verb.then(
    () => "nothing",
    (reason: unknown) => reason,
  );
  if (error instanceof LifecycleError) return error;
  throw new Error(`expected a LifecycleError, got ${error instanceof Error ? error.stack : String(error)}`);
}

/** The record that a failed verb left for the state. The test fails if it left none. */
export async function recordOf(verb: Promise<unknown>): Promise<SessionRecord> {
  const error = await failureOf(verb);
  if (error.failure.record) return error.failure.record;
  throw new Error(`expected a record in: ${error.message}`);
}
