// One host of each of several clusters in maintenance. CloudTower allows only one host of a cluster at a time. To go on to the next
// host of a cluster, change its name in the config and run `pulumi up`: the old host leaves maintenance before the new one enters.
//
//   pulumi config set --path hosts[0].name node-1     # and .cluster east, .connection a
//   pulumi config set --path cloudtower:connections.a.server tower-a.example.com
//   pulumi config set --path cloudtower:connections.a.token … --secret
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";

interface HostInConfig {
  name: string;
  cluster: string;
  /** A name from cloudtower:connections. Default: the CloudTower of cloudtower:server. */
  connection?: string;
}

const hosts = new pulumi.Config().requireObject<HostInConfig[]>("hosts");

export const phases = Object.fromEntries(
  hosts.map(({ name, cluster, connection }) => {
    // Named after the cluster, so that another host of the cluster is a replacement and not a second resource.
    const maintenance = new HostMaintenanceMode(cluster, {
      hostName: name,
      cluster,
      allowShutdown: "none",
      connection,
      timeouts: { enter: "4h" },
    });
    return [cluster, maintenance.phase];
  }),
);
