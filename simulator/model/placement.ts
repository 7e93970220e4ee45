import type { Host, Vm } from "./entities";
import type { World } from "./world";

/** What the hypervisor keeps for itself on every host. */
export const osMemoryBytes = 16 * 2 ** 30;

const disconnected = new Set(["CONNECTING", "INITIALIZING", "SESSION_EXPIRED"]);

/** Powered on, and CloudTower has a session with it. */
export function isConnected(host: Host): boolean {
  return host.poweredOn && !disconnected.has(host.status);
}

/** In use: not in or entering maintenance, and not being removed. */
export function isInUse(host: Host): boolean {
  return host.session === null || host.session.state === "IN_USE";
}

/** Memory that running VMs do not occupy. */
export function freeMemoryBytes(world: World, host: Host): number {
  const used = world.vmsOn(host).reduce((sum, vm) => sum + (vm.power === "RUNNING" ? vm.memoryBytes : 0), 0);
  return host.memoryBytes - osMemoryBytes - used;
}

/** False if the VM is bound to its host. */
export function canMove(vm: Vm): boolean {
  return !vm.passthrough && !vm.mustPlacement;
}

/** Free memory of every host of the cluster that can take VMs, without `except`. */
function candidates(world: World, except: Host): Map<Host, number> {
  const usable = world.hostsOf(except.cluster).filter((host) => host !== except && isConnected(host) && isInUse(host));
  return new Map(usable.map((host) => [host, freeMemoryBytes(world, host)]));
}

function roomiest(free: Map<Host, number>, neededBytes: number): Host | undefined {
  let best: Host | undefined;
  for (const [host, bytes] of free) {
    if (bytes >= neededBytes && (best === undefined || bytes > (free.get(best) as number))) best = host;
  }
  return best;
}

/** Where a VM of `from` would go: the host of the cluster with most free memory that has room for it. A stopped VM needs none. */
export function pickTarget(world: World, vm: Vm, from: Host): Host | undefined {
  return roomiest(candidates(world, from), vm.power === "RUNNING" ? vm.memoryBytes : 0);
}

/** The VMs that maintenance of a host affects. On hypervisors other than ELF, it affects only storage. */
export function concernedVms(world: World, host: Host): Vm[] {
  return host.cluster.hypervisor === "ELF" ? world.vmsOn(host) : [];
}

/**
 * The order in which running VMs leave a host: HA VMs first, because they may not be left without room where others can be
 * shut down; then large ones before small ones.
 */
export function migrationOrder(vms: Vm[]): Vm[] {
  const running = vms.filter((vm) => vm.power === "RUNNING");
  return running.sort((a, b) => Number(b.ha) - Number(a.ha) || b.memoryBytes - a.memoryBytes);
}

/** The running VMs of a host that cannot leave it, because they are bound to it or because no other host has room. */
export function stuckVms(world: World, host: Host): { bound: Vm[]; noRoom: Vm[] } {
  const free = candidates(world, host);
  const bound: Vm[] = [];
  const noRoom: Vm[] = [];
  for (const vm of migrationOrder(concernedVms(world, host))) {
    const target = canMove(vm) ? roomiest(free, vm.memoryBytes) : undefined;
    if (target) free.set(target, (free.get(target) as number) - vm.memoryBytes);
    else (canMove(vm) ? noRoom : bound).push(vm);
  }
  return { bound, noRoom };
}
