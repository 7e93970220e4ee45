// Works on the hosts of some clusters within a maintenance window. window.sh starts it; cron starts window.sh. When the window closes, the
// hosts that are in maintenance are finished, and no other is begun. The next night goes on with what is left.
//
//   pulumi config set --path clusters[0] east
//   pulumi config set round 2026-11
//   crontab:  0 1 * * *  cd /srv/window && ./window.sh 4h >> window.log 2>&1
//
// window.sh says in its exit code how the night ended: 0, all hosts are done; 124, the window closed, and the log says whether a host failed
// before that; anything else, a host failed. One that failed stays in maintenance, to be looked at.
import * as pulumi from "@pulumi/pulumi";
import { RollingMaintenance } from "pulumi-cloudtower";

const config = new pulumi.Config();

new RollingMaintenance("nightly", {
  clusters: config.requireObject<string[]>("clusters"),
  reason: `nightly work, round ${config.require("round")}`,
  run: "./work.sh",
  triggers: [config.require("round")],
  // How long a host may take after the window has closed. One that waits for data recovery has begun, and enters when that has ended.
  timeouts: { run: "30m", waitToEnter: "30m" },
});
