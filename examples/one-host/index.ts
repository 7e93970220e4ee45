// One host in maintenance mode. The config names the host by `hostId`, or by `hostName` and, if that is ambiguous, `cluster`. Every
// argument of the resource is a config key of the same name: see config.ts.
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
