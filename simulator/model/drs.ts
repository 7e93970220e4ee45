import type { Host, Session, Vm } from "./entities";
import { canMove, freeMemoryBytes, isConnected, isInUse } from "./placement";
import type { World } from "./world";

/**
 * Moves a running VM as the cluster's scheduler (DRS) would.
 * @throws Error if the scheduler never would
 */
export function drsMove(world: World, vm: Vm, target: Host): void {
  const refuse = (why: string) => new Error(`DRS does not move VM ${vm.name} to host ${target.name}: ${why}.`);
  if (vm.power !== "RUNNING") throw refuse("it is not running");
  if (!canMove(vm)) throw refuse("it is bound to its host");
  if (vm.host === target) throw refuse("it is there");
  if (!mayTake(world, vm, target)) throw refuse("the host cannot take it");
  vm.host = target;
}

/** While a host stays in maintenance, one VM that its entry moved is moved on every so often, if the cluster has DRS. */
export function scheduleDrs(world: World, host: Host, session: Session, lasts: () => boolean): void {
  const { drsEvery } = host.cluster;
  if (drsEvery <= 0) return;
  let turn = 0;
  const move = (): void => {
    if (!lasts()) return;
    moveOneOn(world, host, session, turn);
    turn += 1;
    world.clock.after(drsEvery, move);
  };
  world.clock.after(drsEvery, move);
}

/** The VMs take turns. Each moves to the host with the most free memory. */
function moveOneOn(world: World, host: Host, session: Session, turn: number): void {
  const guests = session.moves.flatMap(({ how, vmId }) => (how === "live" ? (world.vms.get(vmId) ?? []) : []));
  const vm = guests[turn % Math.max(1, guests.length)];
  if (vm?.power !== "RUNNING" || !canMove(vm)) return;
  const others = world.hostsOf(host.cluster).filter((other) => other !== vm.host && mayTake(world, vm, other));
  const [target] = others.sort((a, b) => freeMemoryBytes(world, b) - freeMemoryBytes(world, a));
  if (target) vm.host = target;
}

function mayTake(world: World, vm: Vm, host: Host): boolean {
  const fits = freeMemoryBytes(world, host) >= vm.memoryBytes;
  return host.cluster === vm.cluster && isConnected(host) && isInUse(host) && fits;
}
