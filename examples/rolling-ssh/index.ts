// Runs a script of yours on every host of some clusters, over SSH: one host after the other in each cluster, in maintenance, clusters side
// by side.
//
//   pulumi config set --path clusters[0] east      # and clusters[1] west, …
//   pulumi config set round 2026-11                # another value: the script runs on all hosts again
//   pulumi up
//
// Who logs in to the hosts, and with which key, is for ~/.ssh/config to say. Nobody can type a password.
//
// patch.sh is sent to the host and run there. It may have been cut off the last time (CLOUDTOWER_RUN_ATTEMPT counts), so write it in such a
// way that running it twice does no harm. If it fails on a host, the host stays in maintenance and its cluster stops. Look at the host, then
// run `pulumi up`: the script runs there again, and on what is left. `pulumi up --continue-on-error` lets the other clusters go on.
import * as pulumi from "@pulumi/pulumi";
import { RollingMaintenance } from "pulumi-cloudtower";

const config = new pulumi.Config();

const patch = new RollingMaintenance("patch", {
  clusters: config.requireObject<string[]>("clusters"),
  reason: `patch ${config.require("round")}`,
  // BatchMode asks nothing, accept-new trusts the key of a host that it sees for the first time, and no other. Without an answer for a
  // minute, the connection counts as lost.
  run: 'ssh -o BatchMode=yes -o StrictHostKeyChecking=accept-new -o ServerAliveInterval=20 -o ServerAliveCountMax=3 "$CLOUDTOWER_MANAGEMENT_IP" "CLOUDTOWER_RUN_ATTEMPT=$CLOUDTOWER_RUN_ATTEMPT sh -s" < patch.sh',
  triggers: [config.require("round")],
  timeouts: { run: "1h" },
});

export const hosts = patch.hosts.apply((all) => all.map(({ clusterName, name }) => `${clusterName}/${name}`));
export const phases = patch.runs.apply((runs) => runs.map(({ phase }) => phase));
