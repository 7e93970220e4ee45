// examples/firmware as it stands. A host counts as back from its reboot when it has been healthy for a minute, by the real clock: so this
// waits, in a file of its own.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Scenario } from "../../simulator";
import { textBelow } from "./harness/files.js";
import { createRecipe } from "./harness/index.js";
import { accepted, openSimulator, places } from "./oneHost";

const host = (name: string) => ({ name, vms: [{ name: `web-${name}` }], managementIp: `ip-of-${name}` });
const scenario: Scenario = {
  // Long enough to be seen at the speed of these tests.
  timings: { boot: 200_000 },
  clusters: [{ name: "east", hosts: ["node-1", "node-2", "node-3"].map(host) }],
};

/** A BMC for each host, as a file with its version. */
const BMC = `
echo "$CLOUDTOWER_HOST_NAME $2 $3 $BMC_PASSWORD" >> $RECIPE/told
case $2 in
version) cat $RECIPE/$1 2>/dev/null || echo 2.4.1 ;;
flash) echo $3 > $RECIPE/$1 ;;
esac`;

it("firmware: hosts that have the version are not touched; the other one is flashed, rebooted and verified", async () => {
  const { simulator, env } = await openSimulator({ scenario });
  const before = places(simulator);
  const project = await createRecipe("firmware", env, { cluster: "east", version: "2.4.1" }, { "bmc-tool": BMC });
  const password = "bmc-password-for-tests";
  await project.config.set("bmcPassword", password, { secret: true });
  await writeFile(join(project.homeDir, "ip-of-node-2"), "2.4.0");

  const up = await project.up(["--skip-preview"]);
  expect(up).toSucceed();
  const told = await readFile(join(project.homeDir, "told"), "utf8");
  expect(told.split("\n").filter(Boolean)).toEqual(
    [
      "node-1 version ",
      "node-2 version ",
      "node-2 flash 2.4.1",
      "node-2 version ",
      "node-2 health ",
      "node-3 version ",
    ].map((line) => `${line} ${password}`),
  );
  for (const operation of ["EnterMaintenanceMode", "OperateHostPower", "ExitMaintenanceMode"]) {
    expect(accepted(simulator, operation)).toBe(1);
  }
  expect(places(simulator)).toEqual(before);
  expect(await project.outputs()).toEqual({
    hosts: [
      { hostName: "node-1", spared: true },
      { hostName: "node-2", spared: false },
      { hostName: "node-3", spared: true },
    ],
  });
  expect(up.all).not.toContain(password);
  expect(await textBelow(project.backendDir)).not.toContain(password);
});
