import type { Host, Vm } from "./entities";
import { type Job, TaskFailure, type Work } from "./jobs";
import { canMove, freeMemoryBytes, isConnected, isInUse, pickTarget } from "./placement";
import { text } from "./text";
import type { World } from "./world";

/** Starts a VM: where it is, if its host is in use and has room; else, if it can move, where there is room. */
export function startVmJob(world: World, vm: Vm, wanted: Host | undefined): Job {
  return {
    description: text(`Start VM ${vm.name}`, `启动虚拟机 ${vm.name}`),
    resourceType: "Vm",
    resourceId: vm.id,
    cluster: vm.cluster,
    totalMs: world.timings.powerOn,
    work: start(world, vm, wanted),
  };
}

function* start(world: World, vm: Vm, wanted: Host | undefined): Work {
  yield world.timings.powerOn;
  if (vm.power === "RUNNING") return;
  const target = world.vms.has(vm.id) ? startHost(world, vm, wanted) : undefined;
  if (!target) throw new TaskFailure(text(`No host can run VM ${vm.name}.`, `没有可以运行虚拟机 ${vm.name} 的主机。`));
  vm.host = target;
  vm.power = "RUNNING";
}

function startHost(world: World, vm: Vm, wanted: Host | undefined): Host | undefined {
  const fits = (host: Host) => isConnected(host) && isInUse(host) && freeMemoryBytes(world, host) >= vm.memoryBytes;
  if (wanted) return fits(wanted) && (canMove(vm) || wanted === vm.host) ? wanted : undefined;
  if (!vm.host) return undefined;
  if (fits(vm.host)) return vm.host;
  return canMove(vm) ? pickTarget(world, { ...vm, power: "RUNNING" }, vm.host) : undefined;
}

/** A host goes dark: HA VMs restart elsewhere where there is room, the others stop; work under way on it fails. */
export function powerOff(world: World, host: Host): void {
  host.poweredOn = false;
  host.status = "CONNECTING";
  for (const vm of world.vmsOn(host)) {
    if (vm.power !== "RUNNING") continue;
    const target = vm.ha && canMove(vm) ? pickTarget(world, vm, host) : undefined;
    if (target) vm.host = target;
    else vm.power = "STOPPED";
  }
}

export function powerOn(host: Host): void {
  host.poweredOn = true;
  host.status = "CONNECTED_HEALTHY";
}
