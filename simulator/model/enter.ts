import type { Host, Session, Vm } from "./entities";
import { TaskFailure } from "./failure";
import { shutDownGracefully } from "./guest";
import type { Job, Work } from "./jobs";
import { failIfLost } from "./lost";
import { canMove, concernedVms, migrationOrder, pickTarget } from "./placement";
import { entryRefusal } from "./rules";
import { beginSession, settle } from "./session";
import { text } from "./text";
import type { World } from "./world";

/**
 * The entry: shuts down the named VMs, live-migrates the running ones, cold-migrates the stopped ones with HA. A running VM that
 * can neither move nor was named fails the entry; VMs that were moved or shut down by then stay so.
 *
 * @param named VMs that may be shut down (also those that could have migrated)
 */
export function enterJob(world: World, host: Host, named: Set<Vm>): Job {
  const { timings } = world;
  const vms = concernedVms(world, host);
  const running = vms.filter(isRunning);
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
      vms.filter((vm) => migratesCold(world, vm)).length * timings.coldMigrate +
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
    settle(world, host, session);
  } catch (error) {
    session.state = "IN_USE";
    throw error;
  }
}

function* shutDown(world: World, host: Host, session: Session, named: Set<Vm>): Work {
  for (const vm of named) {
    if (!(yield* shutDownGracefully(world, vm, host))) continue;
    session.moves.push({ vmId: vm.id, how: "shutdown", hostId: host.id, power: "STOPPED" });
  }
}

function* liveMigrate(world: World, host: Host, session: Session): Work {
  const stuck = new Set<Vm>();
  // Checked again after each VM: others may have come, gone or stopped in the meantime.
  for (;;) {
    const vm = migrationOrder(concernedVms(world, host)).find((candidate) => !stuck.has(candidate));
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
  for (const vm of concernedVms(world, host)) {
    const shutHere = session.moves.some((done) => done.vmId === vm.id);
    if (shutHere || !migratesCold(world, vm)) continue;
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

/** A stopped VM stays where it is, unless it has HA (or the quirk says otherwise). */
function migratesCold(world: World, vm: Vm): boolean {
  return !isRunning(vm) && canMove(vm) && (vm.ha || world.quirks.coldMigrateAll);
}

function isRunning(vm: Vm): boolean {
  return vm.power === "RUNNING";
}
