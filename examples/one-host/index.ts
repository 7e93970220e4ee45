// One host in maintenance mode: named by the config `hostId`, or by `hostName` and, where it is ambiguous, `cluster`.
import * as pulumi from "@pulumi/pulumi";
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";

const config = new pulumi.Config();
const hostId = config.get("hostId");
const hostName = config.get("hostName");
if (!hostId === !hostName) {
  throw new pulumi.RunError(
    "Say which host: pulumi config set hostId ID, or pulumi config set hostName NAME (and cluster)",
  );
}

const maintenance = new HostMaintenanceMode("host", {
  hostId: hostId ?? getHost({ name: hostName, cluster: config.get("cluster") }).then((host) => host.id),
  reason: config.get("reason"),
});

export const phase = maintenance.phase;
export const hostInMaintenance = maintenance.hostName;
export const shutdownVms = maintenance.shutdownVms.apply((vms) => vms.map((vm) => vm.vmName));
