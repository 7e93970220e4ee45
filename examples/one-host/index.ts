// One host in maintenance mode. The config names it, by `hostId`, or by `hostName` and, where that is ambiguous, `cluster`;
// and it can hold every argument of the resource, under the argument's own name: see config.ts.
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";
import { readConfig } from "./config";

const { hostId, hostName, cluster, ...args } = readConfig();

const maintenance = new HostMaintenanceMode("host", {
  ...args,
  hostId: hostId ?? getHost({ name: hostName, cluster, connection: args.connection }).then((host) => host.id),
});

export const phase = maintenance.phase;
export const hostInMaintenance = maintenance.hostName;
export const shutdownVms = maintenance.shutdownVms.apply((vms) => vms.map((vm) => vm.vmName));
