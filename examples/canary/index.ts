// Tries work on one cluster first. The other clusters begin only when all hosts of the first one are done, in the same `pulumi up`.
//
//   pulumi config set canary lab
//   pulumi config set --path others[0] east        # and others[1] west, …
//   pulumi config set round 2.4.1
//   pulumi up                                      # or, so that east does not wait for west: pulumi up --continue-on-error
//
// If a host of the canary fails, no other cluster is touched, with --continue-on-error neither. Look at the host, correct the script, and run
// `pulumi up`: it goes on with that host.
import * as pulumi from "@pulumi/pulumi";
import { RollingMaintenance, type RollingMaintenanceArgs } from "pulumi-cloudtower";

const config = new pulumi.Config();
const round = config.require("round");

const work: RollingMaintenanceArgs = {
  reason: `agent ${round}`,
  run: "./install.sh",
  verify: "./healthy.sh",
  triggers: [round],
};

const canary = new RollingMaintenance("canary", { ...work, clusters: [config.require("canary")] });

// It waits for all runs of the canary.
const others = new RollingMaintenance(
  "others",
  { ...work, clusters: config.requireObject<string[]>("others") },
  { dependsOn: canary },
);

export const order = pulumi.all([canary.hosts, others.hosts]).apply((hosts) => hosts.flat().map(({ name }) => name));
