import type { Core } from "../core";
import { findCluster, findHost, findVm } from "../lookup";
import { enterJob } from "../model/enter";
import type { HostService, HostStatus } from "../model/entities";
import { exitJob } from "../model/exit";
import { remainingMoves } from "../model/exitPlan";
import { doAtOnce, type Job, startTask } from "../model/jobs";
import { isInUse, stuckVms } from "../model/placement";
import { powerOff, powerOn } from "../model/power";

/** Lists of VMs by name or id; a list that is left out is everything that the exit plan holds. */
interface OperatorExit {
  powerOn?: string[];
  liveMigrateBack?: string[];
  offlineMigrateBack?: string[];
  /** Done when the call returns. Default false: a task. */
  atOnce?: boolean;
}

/**
 * Another operator at work, outside the API: no rule refuses anything. Hosts and VMs go by name or id
 * ("cluster/name" for a host name that is used twice); an unknown one throws.
 */
export interface Operator {
  /** Also to a host of another cluster. */
  moveVm(vm: string, host: string): void;
  /** Where it is, also on a host in maintenance. */
  startVm(vm: string): void;
  stopVm(vm: string): void;
  renameVm(vm: string, name: string): void;
  deleteVm(vm: string): void;
  /** Into the recycle bin; a running VM is stopped. */
  recycleVm(vm: string): void;
  renameHost(host: string, name: string): void;
  /** Into another cluster, with its VMs. */
  moveHost(host: string, cluster: string): void;
  /** Its VMs stop and stay without a host. */
  removeHost(host: string): void;
  /** @returns the task's id, or null when done at once
   * @param options shutdownVms default: all that cannot move */
  enter(host: string, options?: { shutdownVms?: string[]; atOnce?: boolean }): string | null;
  exit(host: string, options?: OperatorExit): string | null;
  powerOffHost(host: string): void;
  powerOnHost(host: string): void;
  setHostStatus(host: string, status: HostStatus): void;
  /** Data recovery of a cluster on or off. */
  setRecovery(cluster: string, on: boolean): void;
  setStorageNetwork(cluster: string, healthy: boolean): void;
  setHostService(host: string, service: HostService, healthy: boolean): void;
}

export function createOperator(core: Core): Operator {
  const { world } = core;
  const host = (name: string) => findHost(world, name);
  const vm = (name: string) => findVm(world, name);
  const begin = (job: Job, atOnce = false): string | null => {
    if (!atOnce) return startTask(world, job).id;
    doAtOnce(job);
    return null;
  };
  const actions: Operator = {
    moveVm(name, hostName) {
      const target = host(hostName);
      Object.assign(vm(name), { host: target, cluster: target.cluster });
    },
    startVm(name) {
      vm(name).power = "RUNNING";
    },
    stopVm(name) {
      vm(name).power = "STOPPED";
    },
    renameVm(name, newName) {
      vm(name).name = newName;
    },
    deleteVm(name) {
      world.vms.delete(vm(name).id);
    },
    recycleVm(name) {
      Object.assign(vm(name), { inRecycleBin: true, power: "STOPPED" });
    },
    renameHost(name, newName) {
      host(name).name = newName;
    },
    moveHost(name, clusterName) {
      const moved = host(name);
      moved.cluster = findCluster(world, clusterName);
      for (const moving of world.vmsOn(moved)) moving.cluster = moved.cluster;
    },
    removeHost(name) {
      const removed = host(name);
      for (const left of world.vmsOn(removed)) Object.assign(left, { host: null, power: "STOPPED" });
      world.hosts.delete(removed.id);
    },
    enter(name, { shutdownVms, atOnce } = {}) {
      const entering = host(name);
      if (!isInUse(entering)) throw new Error(`Host ${entering.name} is not in use.`);
      const { bound, noRoom } = stuckVms(world, entering);
      return begin(enterJob(world, entering, new Set(shutdownVms?.map(vm) ?? [...bound, ...noRoom])), atOnce);
    },
    exit(name, { powerOn: on, liveMigrateBack, offlineMigrateBack, atOnce } = {}) {
      const leaving = host(name);
      const { session } = leaving;
      if (session?.state !== "MAINTENANCE_MODE") throw new Error(`Host ${leaving.name} is not in maintenance.`);
      const left = remainingMoves(world, session.moves);
      const all = (how: string) => left.filter(({ move }) => move.how === how).map((entry) => entry.vm);
      const lists = {
        powerOn: on?.map(vm) ?? all("shutdown"),
        liveMigrateBack: liveMigrateBack?.map(vm) ?? all("live"),
        offlineMigrateBack: offlineMigrateBack?.map(vm) ?? all("offline"),
      };
      return begin(exitJob(world, leaving, session, lists), atOnce);
    },
    powerOffHost: (name) => powerOff(world, host(name)),
    powerOnHost: (name) => powerOn(host(name)),
    setHostStatus(name, status) {
      host(name).status = status;
    },
    setRecovery: (name, on) => world.setRecovering(findCluster(world, name), on),
    setStorageNetwork(name, healthy) {
      findCluster(world, name).storageNetworkHealthy = healthy;
    },
    setHostService(name, service, healthy) {
      const services = host(name).unhealthyServices;
      if (healthy) services.delete(service);
      else services.add(service);
    },
  };
  return caughtUp(core, actions);
}

/** Every action finds the model as it is now, not as the last request left it. */
function caughtUp(core: Core, actions: Operator): Operator {
  const entries = Object.entries(actions).map(([name, action]) => [
    name,
    (...args: unknown[]) => {
      core.world.clock.runDue();
      return (action as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(entries) as Operator;
}
