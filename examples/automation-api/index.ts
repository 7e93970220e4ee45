// The program of each stack: one host of one cluster in maintenance. run.ts drives it. If something has gone wrong, so can you, by
// hand: `pulumi up --stack east`.
import * as pulumi from "@pulumi/pulumi";
import { HostMaintenanceMode } from "pulumi-cloudtower";

const config = new pulumi.Config();
const cluster = config.require("cluster");
const maintenance = new HostMaintenanceMode(cluster, {
  hostName: config.require("host"),
  cluster,
  // After a host has come back, its cluster recovers data, and CloudTower refuses the next one for a while.
  timeouts: { waitToEnter: "2h" },
});

export const phase = maintenance.phase;
