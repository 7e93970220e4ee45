// Most tests of the real engine: a program with one resource, a simulator, and what became of both.
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import type { Project } from "./harness/index.js";

/** Fast enough not to be waited for, slow enough for tasks to be seen under way. */
const SPEED = 50;

/**
 * A simulator that closes with the test, and the environment by which the provider finds it. VMs may be shut down, unless
 * the resource says otherwise: few tests are about consent, and those take `withoutConsent`.
 */
export async function openSimulator(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ speed: SPEED, ...options });
  onTestFinished(() => simulator.close());
  const env = {
    CLOUDTOWER_SERVER: simulator.url,
    CLOUDTOWER_USER: "root",
    CLOUDTOWER_PASSWORD: "simulator",
  };
  return { simulator, env: { ...env, CLOUDTOWER_ALLOW_SHUTDOWN: "all" }, withoutConsent: env };
}

/** A program with one resource. `args` is source text. */
export function oneHost(args: string, name = "host"): string {
  return `
import { HostMaintenanceMode } from "pulumi-cloudtower";
export const host = new HostMaintenanceMode(${JSON.stringify(name)}, ${args});
export const shutdown = host.shutdownVms.apply((vms) => vms.map((vm) => vm.vmName).sort());
`;
}

/** Place and power of every VM, as the simulator tells. */
export function places(simulator: Simulator) {
  return simulator.snapshot().vms.map(({ localId, hostName, power }) => ({ localId, hostName, power }));
}

/** Requests since `from`, by operation, without the polls of tasks and of precheck results. */
export function countedRequests(simulator: Simulator, from = 0): string[] {
  const polls = ["GetTasks", "EnterMaintenanceModePrecheckResult"];
  return simulator.requests
    .slice(from)
    .map((request) => request.operation)
    .filter((operation) => !polls.includes(operation));
}

/** How often an operation was accepted. */
export function accepted(simulator: Simulator, operation: string): number {
  return simulator.mutations.filter((mutation) => mutation.operation === operation).length;
}

/** Resolves as soon as `condition` holds; what it looks at lives in this process. */
export async function until(condition: () => boolean, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${timeoutMs} ms passed, and still not: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What the state keeps of the resource, by the name of each output, and its URN; undefined when it is not there. */
export async function recordOf(project: Project): Promise<(Record<string, unknown> & { urn: string }) | undefined> {
  const resource = (await project.resources()).find(({ type }) => type.endsWith(":HostMaintenanceMode"));
  return resource && { ...resource.outputs, urn: resource.urn };
}
