// One host in maintenance mode: named by the config `hostId`, or by `hostName` and, where it is ambiguous, `cluster`.
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";
import { readConfig } from "./config";

const { hostId, hostName, cluster, reason } = readConfig();

const maintenance = new HostMaintenanceMode("host", {
  hostId: hostId ?? getHost({ name: hostName, cluster }).then((host) => host.id),
  reason,
});

export const phase = maintenance.phase;
export const hostInMaintenance = maintenance.hostName;
export const shutdownVms = maintenance.shutdownVms.apply((vms) => vms.map((vm) => vm.vmName));
