import type { Core } from "../../core";
import { findHost, findVm } from "../../lookup";
import { drsMove } from "../../model/drs";
import { stopVm } from "../../model/guest";

export interface VmActions {
  /** Also to a host of another cluster. */
  moveVm(vm: string, host: string): void;
  /** Moves a running VM as the cluster's scheduler would; throws where that never would (bound, no room, host in maintenance). */
  drs(vm: string, host: string): void;
  /** Where it is, also on a host in maintenance. */
  startVm(vm: string): void;
  stopVm(vm: string): void;
  renameVm(vm: string, name: string): void;
  deleteVm(vm: string): void;
  /** Into the recycle bin; a running VM is stopped. */
  recycleVm(vm: string): void;
  /** Does the guest ignore a graceful shutdown? A number: it stops that many ms after the task that waited has failed. */
  setIgnoresShutdown(vm: string, ignores: boolean | number): void;
}

export function vmActions({ world }: Core): VmActions {
  const vm = (name: string) => findVm(world, name);
  return {
    moveVm(name, hostName) {
      const target = findHost(world, hostName);
      Object.assign(vm(name), { host: target, cluster: target.cluster });
    },
    drs: (name, hostName) => drsMove(world, vm(name), findHost(world, hostName)),
    startVm(name) {
      vm(name).power = "RUNNING";
    },
    stopVm: (name) => stopVm(world, vm(name)),
    renameVm(name, newName) {
      vm(name).name = newName;
    },
    deleteVm(name) {
      world.vms.delete(vm(name).id);
    },
    recycleVm(name) {
      stopVm(world, vm(name));
      vm(name).inRecycleBin = true;
    },
    setIgnoresShutdown(name, ignores) {
      vm(name).ignoresShutdown = ignores;
    },
  };
}
