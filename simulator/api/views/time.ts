import type { Vm } from "../../model/entities";
import type { World } from "../../model/world";

/** A time as the API shows it. */
export function timeText(ms: number): string;
export function timeText(ms: number | null): string | null;
export function timeText(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function shutdownTime(world: World, vm: Vm): string | null {
  return world.quirks.lastShutdownTimeNull ? null : timeText(vm.lastShutdownAt);
}
