import type { Host, Session, Vm } from "./entities";
import { type Job, TaskFailure, type Work } from "./jobs";
import { failIfLost } from "./lost";
import { canMove, migrationOrder, pickTarget } from "./placement";
import { entryRefusal } from "./rules";
import { text } from "./text";
import type { World } from "./world";

/** Begins a stay in maintenance: the host reads ENTERING_MAINTENANCE_MODE from now on. */
function beginSession(world: World, host: Host): Session {
  host.session = {
    state: "ENTERING_MAINTENANCE_MODE",
    jobId: world.ids.uuid(),
    enteredAt: world.clock.now(),
    settledAt: null,
    moves: [],
  };
  return host.session;
}

/**
 * The entry: shuts down the named VMs, live-migrates the running ones, cold-migrates the rest. A running VM that can neither move
 * nor was named fails it; what had moved or been shut down by then stays so.
 *
 * @param named VMs that may be shut down (also those that could have migrated)
 */
export function enterJob(world: World, host: Host, named: Set<Vm>): Job {
  const { timings } = world;
  const vms = world.vmsOn(host);
  const running = vms.filter((vm) => vm.power === "RUNNING");
  const shut = running.filter((vm) => named.has(vm)).length;
  return {
    description: text(`Host ${host.name} enters maintenance mode`, `主机 ${host.name} 进入维护模式`),
    resourceType: "Host",
    resourceId: host.id,
    cluster: host.cluster,
    pausable: true,
    totalMs:
      shut * timings.shutdown +
      (running.length - shut) * timings.liveMigrate +
      (vms.length - running.length) * timings.coldMigrate +
      timings.settle,
    work: enter(world, host, beginSession(world, host), named),
  };
}

function* enter(world: World, host: Host, session: Session, named: Set<Vm>): Work {
  try {
    const refusal = entryRefusal(world, host);
    if (refusal) throw new TaskFailure(refusal);
    yield* shutDown(world, host, session, named);
    yield* liveMigrate(world, host, session);
    yield* coldMigrate(world, host, session);
    yield world.timings.settle;
    failIfLost(world, host);
    session.state = "MAINTENANCE_MODE";
    session.settledAt = world.clock.now();
  } catch (error) {
    session.state = "IN_USE";
    throw error;
  }
}

function* shutDown(world: World, host: Host, session: Session, named: Set<Vm>): Work {
  for (const vm of named) {
    if (vm.host !== host || vm.power !== "RUNNING") continue;
    yield world.timings.shutdown;
    failIfLost(world, host);
    if (vm.host !== host || vm.power !== "RUNNING") continue;
    vm.power = "STOPPED";
    session.moves.push({ vmId: vm.id, how: "shutdown", hostId: host.id, power: "STOPPED" });
  }
}

function* liveMigrate(world: World, host: Host, session: Session): Work {
  const stuck = new Set<Vm>();
  // Asked anew after each VM: others may have come, gone or stopped meanwhile.
  for (;;) {
    const vm = migrationOrder(world.vmsOn(host)).find((candidate) => !stuck.has(candidate));
    if (!vm) break;
    if (!canMove(vm) || !pickTarget(world, vm, host)) {
      stuck.add(vm);
      continue;
    }
    yield world.timings.liveMigrate;
    failIfLost(world, host);
    if (vm.host === host && vm.power === "RUNNING") move(world, vm, host, session, "live");
  }
  const left = [...stuck].filter((vm) => vm.host === host && vm.power === "RUNNING" && world.vms.has(vm.id));
  if (left.length > 0) {
    const list = left.map((vm) => `${vm.name} (${vm.localId})`).join(", ");
    throw new TaskFailure(
      text(`VMs cannot be migrated and must be shut down: ${list}`, `以下虚拟机无法迁移,需要关机:${list}`),
    );
  }
}

function* coldMigrate(world: World, host: Host, session: Session): Work {
  for (const vm of world.vmsOn(host)) {
    const shutHere = session.moves.some((done) => done.vmId === vm.id);
    if (shutHere || !canMove(vm) || isRunning(vm)) continue;
    yield world.timings.coldMigrate;
    failIfLost(world, host);
    if (vm.host === host && !isRunning(vm)) move(world, vm, host, session, "offline");
  }
}

function move(world: World, vm: Vm, from: Host, session: Session, how: "live" | "offline"): void {
  const target = world.vms.has(vm.id) ? pickTarget(world, vm, from) : undefined;
  if (!target) return;
  vm.host = target;
  session.moves.push({ vmId: vm.id, how, hostId: target.id, power: vm.power });
}

function isRunning(vm: Vm): boolean {
  return vm.power === "RUNNING";
}
