// Machine A has begun an entry and is gone with its journal; machine B goes on, and no VM may stay off without a word.
import { expect, it } from "vitest";
import type { Simulator } from "../../simulator";
import { HeldClock } from "../fixtures/heldClock.js";
import { createProject, STACK_TRACE } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf, until } from "./oneHost";

const SHUT = ["gpu-train-01", "license-01"];

/** Machine A's call, as CloudTower gets it. Its task will fail when it has shut two VMs down and moved one. */
async function submitFailingEntry(simulator: Simulator): Promise<void> {
  simulator.faults.inject({
    operation: "EnterMaintenanceMode",
    kind: "taskFailed",
    afterSteps: 3,
    message: "disk full",
  });
  const post = async (path: string, body: object, token = "") => {
    const headers = { "content-type": "application/json", authorization: token };
    const url = `${simulator.url}/v2/api/${path}`;
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    expect(response.ok).toBe(true);
    return response.json() as Promise<{ data: { token: string } }>;
  };
  const { data } = await post("login", { username: "root", password: "simulator" });
  const shutdown_vms = SHUT.map((name) => simulator.vm(name).localId);
  const where = { host_id: simulator.host("node-1", "east").id };
  await post("enter-maintance-mode", { where, data: { shutdown_vms } }, data.token);
}

const areOff = (simulator: Simulator) => SHUT.every((name) => simulator.vm(name).power === "STOPPED");

it("an entry that has failed before: the VMs that it shut down count as running before, are reported, and are started by destroy", async () => {
  const { simulator, env } = await openSimulator();
  simulator.operator.stopVm("wiki-01");
  const before = places(simulator);
  await submitFailingEntry(simulator);
  await until(() => simulator.snapshot().tasks.every(({ finishedAt }) => finishedAt !== null));
  expect(simulator.host("node-1", "east").state).toBe("IN_USE");
  expect(areOff(simulator)).toBe(true);

  const project = await createProject({
    program: oneHost(`{ hostId: ${JSON.stringify(simulator.host("node-1", "east").id)} }`),
    env,
  });
  const up = await project.up(["--skip-preview"]);
  expect(up).toSucceed();
  const warning = up.all.split("\n").find((line) => line.includes("a failed task of this host shut down VMs"));
  expect(warning).toContain("They are treated as running before, and destroy will start them");
  for (const name of SHUT) expect(warning).toContain(name);
  expect((await recordOf(project))?.phase).toBe("maintenance");

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  for (const name of SHUT) expect(simulator.vm(name)).toMatchObject({ power: "RUNNING", hostName: "node-1" });
  const wasMoved = before.filter(({ localId }) => simulator.snapshot().vms.some((vm) => vm.localId === localId));
  expect(places(simulator).filter(({ power }) => power === "STOPPED")).toEqual(
    wasMoved.filter(({ power }) => power === "STOPPED"),
  );
});

it("an entry that is adopted while it is running, and then fails: its VMs are reported, kept and started by destroy", async () => {
  const clock = new HeldClock();
  const { simulator, env } = await openSimulator({ now: clock.now });
  const before = places(simulator);
  await submitFailingEntry(simulator);
  clock.stop();
  expect(areOff(simulator)).toBe(false);

  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const project = await createProject({
    program: oneHost(`{ hostId: ${hostId}, ifAlreadyInMaintenance: "adopt" }`),
    env,
  });
  const up = project.start("up", ["--skip-preview"]);
  await up.waitForOutput("taking over the session that is on the host");
  // Its VMs are read before time goes on.
  const isFollowing = () => simulator.requests.at(-1)?.operation === "GetTasks";
  await until(isFollowing);
  clock.start();
  const failed = await up.done;
  expect(failed.code).not.toBe(0);
  expect(areOff(simulator)).toBe(true);
  for (const words of ["task to enter maintenance failed", "disk full", ...SHUT]) expect(failed.all).toContain(words);
  expect(failed.all).not.toContain("as they were before");
  expect(failed.all).not.toMatch(STACK_TRACE);
  expect(await recordOf(project)).toMatchObject({ phase: "entry-failed", adopted: true });

  expect(await project.destroy(["--skip-preview"])).toSucceed();
  expect(places(simulator)).toEqual(before);
  expect(accepted(simulator, "ExitMaintenanceMode")).toBe(0);
});
