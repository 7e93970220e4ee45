import type { Host, Vm } from "./entities";
import { TaskFailure } from "./failure";
import type { Job, Work } from "./jobs";
import { canMove, freeMemoryBytes, isConnected, pickTarget } from "./placement";
import { boundText, disconnectedText, hostObjection, isRefusal, noHostText, noRoomText, type Refusal } from "./refusal";
import { text } from "./text";
import type { World } from "./world";

/** Moves a VM: live if it runs, cold if it is stopped. Without a target, it moves to the host with the most free memory. */
export function migrateVmJob(world: World, vm: Vm, wanted: Host | undefined): Job {
  const ms = vm.power === "RUNNING" ? world.timings.liveMigrate : world.timings.coldMigrate;
  return {
    description: text(`Migrate VM ${vm.name}`, `迁移虚拟机 ${vm.name}`),
    resourceType: "Vm",
    resourceId: vm.id,
    cluster: vm.cluster,
    totalMs: ms,
    work: migrate(world, vm, wanted, ms),
  };
}

function* migrate(world: World, vm: Vm, wanted: Host | undefined, ms: number): Work {
  checked(world, vm, wanted);
  yield ms;
  // Checked again, because the state at the end counts.
  vm.host = checked(world, vm, wanted);
}

function checked(world: World, vm: Vm, wanted: Host | undefined): Host {
  if (!world.vms.has(vm.id)) throw new TaskFailure(noHostText(vm));
  const target = migrationHost(world, vm, wanted);
  if (isRefusal(target)) throw new TaskFailure(target.text);
  return target;
}

/** The host to which a VM would move, or why it cannot. */
export function migrationHost(world: World, vm: Vm, wanted: Host | undefined): Host | Refusal {
  const early = (because: Refusal["text"]): Refusal => ({ text: because, early: true });
  const { host } = vm;
  if (vm.power !== "RUNNING" && vm.power !== "STOPPED") {
    const power = vm.power.toLowerCase();
    return early(text(`VM ${vm.name} is ${power}.`, `虚拟机 ${vm.name} 的状态为 ${power}。`));
  }
  if (!canMove(vm)) return early(boundText(vm));
  if (!host && !wanted) return early(noHostText(vm));
  if (host && vm.power === "RUNNING" && !isConnected(host)) return early(disconnectedText(host));
  if (!wanted) return pickTarget(world, vm, host as Host) ?? { text: noHostText(vm), early: false };
  if (wanted === host)
    return early(
      text(`VM ${vm.name} is on host ${host.name} already.`, `虚拟机 ${vm.name} 已在主机 ${host.name} 上。`),
    );
  const objection = hostObjection(vm, wanted);
  if (objection) return early(objection);
  const needed = vm.power === "RUNNING" ? vm.memoryBytes : 0;
  return freeMemoryBytes(world, wanted) >= needed ? wanted : { text: noRoomText(vm, wanted), early: false };
}
