// One host in maintenance mode. The config names it, by `hostId`, or by `hostName` and, if that is ambiguous, `cluster`. It can
// hold every argument of the resource, under the argument's own name: see config.ts.
import { HostMaintenanceMode } from "pulumi-cloudtower";
import { readConfig } from "./config";

const maintenance = new HostMaintenanceMode("host", readConfig());

export const phase = maintenance.phase;
export const hostInMaintenance = maintenance.hostName;
export const shutdownVms = maintenance.shutdownVms.apply((vms) => vms.map((vm) => vm.vmName));
