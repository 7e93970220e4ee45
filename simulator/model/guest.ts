import type { Host, Vm } from "./entities";
import { TaskFailure } from "./failure";
import type { Work } from "./jobs";
import { failIfLost } from "./lost";
import { text } from "./text";
import type { World } from "./world";

/** Shuts a VM down (it does not just lose power), and records the time. */
export function stopVm(world: World, vm: Vm): void {
  if (vm.power === "RUNNING") vm.lastShutdownAt = world.clusterNow();
  vm.power = "STOPPED";
}

/**
 * Shuts a running VM of the host down, if it still is one.
 * @returns whether it did
 */
export function* shutDownGracefully(world: World, vm: Vm, host: Host): Generator<number, boolean, void> {
  const runsHere = () => vm.host === host && vm.power === "RUNNING" && world.vms.has(vm.id);
  if (!runsHere()) return false;
  if (vm.ignoresShutdown !== false) yield* waitInVain(world, vm, runsHere);
  else yield world.timings.shutdown;
  failIfLost(world, host);
  if (!runsHere()) return false;
  stopVm(world, vm);
  return true;
}

/** Nothing happens; fails if the VM still runs at the end. */
function* waitInVain(world: World, vm: Vm, runsHere: () => boolean): Work {
  yield world.timings.shutdownTimeout;
  if (!runsHere() || vm.ignoresShutdown === false) return;
  if (typeof vm.ignoresShutdown === "number") {
    const { lastShutdownAt } = vm;
    // The guest obeys late, wherever it is by then, unless it was restarted in the meantime: then nobody has asked it to stop.
    world.clock.after(vm.ignoresShutdown, () => {
      if (vm.power === "RUNNING" && vm.lastShutdownAt === lastShutdownAt) stopVm(world, vm);
    });
  }
  throw new TaskFailure(
    text(
      `VM ${vm.name} (${vm.localId}) was not shut down in time.`,
      `虚拟机 ${vm.name}(${vm.localId})未能在规定时间内关机。`,
    ),
    "JOB_VM_SHUTDOWN_TIMEOUT",
  );
}
