import type { Host, Session, Vm } from "./entities";
import { isLeft } from "./exitPlan";
import { TaskFailure } from "./failure";
import type { Job, Work } from "./jobs";
import { failIfLost } from "./lost";
import { freeMemoryBytes } from "./placement";
import { recoverAfterExit } from "./recovery";
import { exitRefusal } from "./rules";
import { text } from "./text";
import type { World } from "./world";

/** The VMs that an exit gives back. */
export interface ExitLists {
  powerOn: Vm[];
  liveMigrateBack: Vm[];
  offlineMigrateBack: Vm[];
}

/**
 * The exit: powers VMs on and brings VMs back. VMs that are not listed stay as they are, and so do those that an exit leaves to
 * people (see {@link isLeft}): its task still says SUCCESSED.
 */
export function exitJob(world: World, host: Host, session: Session, lists: ExitLists): Job {
  const { timings } = world;
  host.exiting = true;
  return {
    description: text(`Host ${host.name} exits maintenance mode`, `主机 ${host.name} 退出维护模式`),
    resourceType: "Host",
    resourceId: host.id,
    cluster: host.cluster,
    totalMs:
      timings.settle +
      lists.powerOn.length * timings.powerOn +
      lists.liveMigrateBack.length * timings.liveMigrate +
      lists.offlineMigrateBack.length * timings.coldMigrate,
    work: exit(world, host, session, lists),
  };
}

function* exit(world: World, host: Host, session: Session, lists: ExitLists): Work {
  try {
    const refusal = exitRefusal(world, host);
    if (refusal) throw new TaskFailure(refusal);
    yield world.timings.settle;
    failIfLost(world, host);
    for (const vm of lists.powerOn) if (!isLeft(world, session, vm)) yield* powerOn(world, vm);
    for (const vm of [...lists.liveMigrateBack, ...lists.offlineMigrateBack]) {
      if (!isLeft(world, session, vm)) yield* bringBack(world, vm, host);
    }
    failIfLost(world, host);
    session.state = "IN_USE";
    recoverAfterExit(world, host.cluster);
  } finally {
    host.exiting = false;
  }
}

function* powerOn(world: World, vm: Vm): Work {
  // A VM that somebody started or deleted needs nothing; one in the recycle bin cannot start.
  if (!startable(world, vm)) return;
  yield world.timings.powerOn;
  if (startable(world, vm)) vm.power = "RUNNING";
}

function startable(world: World, vm: Vm): boolean {
  if (!world.vms.has(vm.id) || vm.power === "RUNNING" || vm.inRecycleBin || !vm.host?.poweredOn) return false;
  return freeMemoryBytes(world, vm.host) >= vm.memoryBytes;
}

function* bringBack(world: World, vm: Vm, host: Host): Work {
  if (vm.host === host || !world.vms.has(vm.id)) return;
  yield vm.power === "RUNNING" ? world.timings.liveMigrate : world.timings.coldMigrate;
  failIfLost(world, host);
  const fits = vm.power !== "RUNNING" || freeMemoryBytes(world, host) >= vm.memoryBytes;
  if (fits && vm.cluster === host.cluster && world.vms.has(vm.id)) vm.host = host;
}
