// Brings the firmware of every host of a cluster to a version: hosts that have it are not touched. The others go through maintenance, one
// after the other: flash.sh writes the new firmware, CloudTower reboots the host, and healthy.sh looks at it before VMs come back.
//
//   pulumi config set cluster east
//   pulumi config set version 2.4.1
//   pulumi config set --secret bmcPassword         # for the scripts, which find it in BMC_PASSWORD. No output shows it
//   pulumi up
//
// Replace the three scripts with your vendor's tool. They run where Pulumi runs, and find the host in CLOUDTOWER_HOST_NAME,
// CLOUDTOWER_MANAGEMENT_IP and so on.
//
// What happens if something fails: flash.sh, or healthy.sh: the host stays in maintenance, and the next `pulumi up` begins with that script.
// The host does not come back from its reboot: `pulumi up` says so after 45 minutes, and the next one goes on watching; no second reboot is
// sent. Pulumi's machine died while flash.sh was at work: flashing twice may do harm, so `pulumi up` asks you (`ifInterrupted`).
import * as pulumi from "@pulumi/pulumi";
import { RollingMaintenance } from "pulumi-cloudtower";

const config = new pulumi.Config();
const version = config.require("version");

const firmware = new RollingMaintenance("firmware", {
  clusters: [config.require("cluster")],
  reason: `firmware ${version}`,
  unless: "./has-version.sh",
  run: "./flash.sh",
  reboot: true,
  verify: "./has-version.sh && ./healthy.sh",
  triggers: [version],
  environment: { VERSION: version, BMC_PASSWORD: config.requireSecret("bmcPassword") },
  timeouts: { run: "1h", reboot: "45m", verify: "10m" },
});

// Those that `unless` spared had the version already.
export const hosts = firmware.runs.apply((runs) => runs.map(({ hostName, spared }) => ({ hostName, spared })));
