import type { Core } from "../../core";
import { findCluster, findHost } from "../../lookup";
import type { HostService, HostStatus } from "../../model/entities";
import { hostPowerJob, powerOff, powerOn } from "../../model/hostPower";
import { startTask } from "../../model/jobs";

export interface HostActions {
  renameHost(host: string, name: string): void;
  /** Into another cluster, with its VMs. */
  moveHost(host: string, cluster: string): void;
  /** Its VMs stop and stay without a host. */
  removeHost(host: string): void;
  /** It goes dark: HA VMs restart elsewhere, the others stop, and a restart under way comes to nothing. */
  powerOffHost(host: string): void;
  /** It is connected at once, with all of its services. */
  powerOnHost(host: string): void;
  /** @returns the task's id */
  restartHost(host: string): string;
  setHostStatus(host: string, status: HostStatus): void;
  setHostService(host: string, service: HostService, healthy: boolean): void;
}

export function hostActions({ world }: Core): HostActions {
  const host = (name: string) => findHost(world, name);
  return {
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
    powerOffHost: (name) => powerOff(world, host(name)),
    powerOnHost: (name) => powerOn(host(name)),
    restartHost: (name) => startTask(world, hostPowerJob(world, host(name), "reboot")).id,
    setHostStatus(name, status) {
      host(name).status = status;
    },
    setHostService(name, service, healthy) {
      const services = host(name).unhealthyServices;
      if (healthy) services.delete(service);
      else services.add(service);
    },
  };
}
