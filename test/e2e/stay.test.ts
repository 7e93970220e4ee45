// What happens to a host and its VMs while it is in maintenance, and what is waited for because it passes by itself.
import { expect, it } from "vitest";
import { createProject } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places } from "./oneHost";

it("a host that restarts, a cluster that recovers data, and VMs that were moved and stopped: waited for, brought back, or named", async () => {
  const { simulator, env } = await openSimulator();
  const { operator } = simulator;
  // So that CloudTower has a time of its last shutdown, with which a later one is compared.
  operator.stopVm("desk-02");
  operator.startVm("desk-02");
  const before = places(simulator);
  const id = (name: string, cluster: string) => JSON.stringify(simulator.host(name, cluster).id);
  const west = (name: string) => oneHost(`{ hostId: ${id(name, "west")}, restore: { changed: "include" } }`, "west");
  const project = await createProject({ program: west("node-5"), env });

  // CloudTower calls the entry failed, though the host is in maintenance.
  simulator.quirks.failedThoughEntered = true;
  const entered = await project.up(["--skip-preview"]);
  simulator.quirks.failedThoughEntered = false;
  expect(entered).toSucceed();
  expect(entered.all).toMatch(/warning: node-5: .*failed.*, but the host is in maintenance, so it counts as entered/);

  operator.drs("desk-01", simulator.vm("desk-01").hostName === "node-6" ? "west/node-3" : "west/node-6");
  operator.stopVm("desk-02");
  const stoppedOn = simulator.vm("desk-02").hostName;
  operator.setHostStatus("west/node-5", "INITIALIZING");
  operator.setRecovery("east", true);

  // The other one's host restarts when it is to exit, while this one's cluster recovers data: both wait at once.
  await project.setProgram(
    `${west("node-6")}
new HostMaintenanceMode("east", { hostId: ${id("node-1", "east")}, timeouts: { waitToEnter: "10m" } });
`,
  );
  const up = project.start("up", ["--skip-preview"]);
  await up.waitForOutput(/node-5: waiting for this to pass: CloudTower has no connection to the host \(INITIALIZING\)/);
  operator.setHostStatus("west/node-5", "CONNECTED_HEALTHY");
  await up.waitForOutput(
    /node-1: waiting for this to pass: CloudTower does not let the host enter maintenance: .*recover/,
  );
  operator.setRecovery("east", false);
  const changed = await up.done;
  expect(changed).toSucceed();
  expect(simulator.host("node-1", "east").state).toBe("MAINTENANCE_MODE");
  expect(simulator.host("node-6", "west").state).toBe("MAINTENANCE_MODE");
  expect(simulator.host("node-5", "west").state).toBe("IN_USE");
  expect(accepted(simulator, "MigrateVm")).toBeGreaterThan(0);
  expect(simulator.vm("desk-01").hostName).toBe("node-5");
  const words = `is STOPPED on ${stoppedOn} since \\S+; it ran before; not started, because it was stopped after the entry`;
  expect(changed.all).toMatch(new RegExp(`warning: node-5: left: desk-02: ${words}`));

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(simulator.vm("desk-02").power).toBe("STOPPED");
  const isOther = ({ localId }: { localId: string }) => localId !== simulator.vm("desk-02").localId;
  expect(places(simulator).filter(isOther)).toEqual(before.filter(isOther));
});
