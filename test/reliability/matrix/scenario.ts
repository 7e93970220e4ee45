import type { QuirkSettings, Scenario, SimulatorOptions } from "../../../simulator";
import { hostileName } from "../../shared/hostileNames";

/**
 * One VM of each kind that an entry treats differently, and two that can be shut down; small, so that cells are fast.
 * @param suffix of every name
 * @param vmName what a VM is called instead, by its plain name
 */
export function scenarioOf(suffix = "", vmName = (plain: string) => plain): Scenario {
  const named = <T extends { name: string }>(entry: T): T => ({ ...entry, name: entry.name + suffix });
  const vms = [
    { name: "gpu-1", passthrough: true },
    { name: "bound-1", mustPlacement: true },
    { name: "web-1", ha: true },
    { name: "old-1", power: "stopped" as const },
  ].map((vm) => ({ ...vm, name: vmName(vm.name) }));
  const hosts = [
    { name: "node-1", vms: vms.map(named) },
    { name: "node-2", vms: [named({ name: vmName("web-2") })] },
    { name: "node-3" },
  ];
  return { clusters: [{ name: "east", hosts: hosts.map(named) }] };
}

/** Faster than a real cluster: fewer polls of tasks, and none of the provider's waits gets shorter. */
export const SPEED = 30;

/** A failed entry has then shut down two VMs and moved one. */
export const STEPS_OF_FAILED_ENTRY = 3;

export function simulatorOf(quirks: QuirkSettings): SimulatorOptions {
  return { scenario: scenarioOf("", vmNamed), quirks, speed: SPEED };
}

/** What a VM of the matrix is called: names that mean harm, since a fault must not let through what is kept back without one. */
export function vmNamed(plain: string): string {
  return hostileName([...plain].reduce((sum, character) => sum + character.charCodeAt(0), 0));
}
