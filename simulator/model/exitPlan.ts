import type { Session, Vm, VmMove } from "./entities";
import { type Text, text } from "./text";
import type { World } from "./world";

/** What has changed about a VM since the entry moved it or shut it down; null if nothing. */
function changeSince(world: World, move: VmMove, vm: Vm): Text | null {
  if (vm.inRecycleBin && vm.power !== move.power)
    return text("The VM was moved to the recycle bin.", "虚拟机已被移入回收站。");
  if (vm.power !== move.power) {
    return text(
      `The power state was changed from ${move.power.toLowerCase()} to ${vm.power.toLowerCase()}.`,
      `电源状态由 ${move.power.toLowerCase()} 变为 ${vm.power.toLowerCase()}。`,
    );
  }
  if (vm.host?.id !== move.hostId) {
    const before = world.hosts.get(move.hostId)?.name ?? move.hostId;
    const now = vm.host?.name ?? "-";
    return text(`The VM was moved from host ${before} to ${now}.`, `虚拟机已从主机 ${before} 迁移到 ${now}。`);
  }
  return null;
}

/** The entry's moves whose VM still exists. */
export function remainingMoves(world: World, moves: VmMove[]): { move: VmMove; vm: Vm }[] {
  return moves.flatMap((move) => {
    const vm = world.vms.get(move.vmId);
    return vm ? [{ move, vm }] : [];
  });
}

/**
 * Does an exit leave this VM off or elsewhere, although it was asked to give it back? VMs with passthrough devices, and VMs whose
 * power state or host changed during the stay, must be handled by hand (SMTX OS operations guide, 6.3).
 */
export function isLeft(world: World, session: Session, vm: Vm): boolean {
  if (world.quirks.generousExit) return false;
  const move = session.moves.find(({ vmId }) => vmId === vm.id);
  return vm.passthrough || (move !== undefined && changeSince(world, move, vm) !== null);
}

/** The reason why the exit plan flags a VM, if it does. */
export function flagged(world: World, move: VmMove, vm: Vm): Text | null {
  const { verifyFlags } = world.quirks;
  if (verifyFlags === "none") return null;
  const change = changeSince(world, move, vm);
  if (change || verifyFlags === "changed" || !vm.passthrough) return change;
  return text("The VM has passthrough devices.", "虚拟机挂载了直通设备。");
}
