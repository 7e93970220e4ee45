// One host of each cluster in maintenance at the same time: CloudTower lets only one host of a cluster enter. To go on to
// the next host of a cluster, change its name in the config and run `pulumi up`: the old host comes out, then the new one
// goes in.
//
//   pulumi config set --path hosts[0].name node-1     # and .cluster east, .connection a
//   pulumi config set --path cloudtower:connections.a.server tower-a.example.com
//   pulumi config set --path cloudtower:connections.a.token … --secret
import * as pulumi from "@pulumi/pulumi";
import { getHost, HostMaintenanceMode } from "pulumi-cloudtower";

interface HostInConfig {
  name: string;
  cluster: string;
  /** An entry of cloudtower:connections; left out, the settings beside it count. */
  connection?: string;
}

const hosts = new pulumi.Config().requireObject<HostInConfig[]>("hosts");

export const phases = Object.fromEntries(
  hosts.map(({ name, cluster, connection }) => {
    // Named after the cluster: another host of the cluster is a replacement, not a second resource.
    const maintenance = new HostMaintenanceMode(cluster, {
      hostId: getHost({ name, cluster, connection }).then((host) => host.id),
      allowShutdown: "none",
      connection,
      timeouts: { enter: "4h" },
    });
    return [cluster, maintenance.phase];
  }),
);
