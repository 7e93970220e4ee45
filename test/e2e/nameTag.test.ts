// A runner is gone with its state and its journal. All that is left of its entry is the name tag on the host.
import { expect, it } from "vitest";
import { HeldClock } from "../fixtures/heldClock.js";
import { createProject } from "./harness/index.js";
import { accepted, oneHost, openSimulator, places, recordOf, until } from "./oneHost";

it("goes on without adopt where only the name tag tells of an entry, and leaves no label", async () => {
  const clock = new HeldClock();
  const { simulator, env } = await openSimulator({ now: clock.now });
  const before = places(simulator);
  const hostId = JSON.stringify(simulator.host("node-1", "east").id);
  const program = oneHost(`{ hostId: ${hostId}, reason: "BIOS" }`);
  const open = () =>
    createProject({ program, env: { ...env, CLOUDTOWER_NAME_TAG: "ops-prod", CLOUDTOWER_JOURNAL_DIR: "off" } });
  const tags = () => simulator.snapshot().labels.filter(({ hostNames }) => hostNames.includes("node-1"));

  const dying = (await open()).start("up", ["--skip-preview"]);
  // Its entry is under way, and the tag has the task's id by now.
  await until(() => tags().some(({ value }) => / host [0-9a-f]{8} cl\w+ /.test(value)));
  clock.stop();
  expect(simulator.host("node-1", "east").state).toBe("ENTERING_MAINTENANCE_MODE");
  dying.killTree();
  expect(await dying.done).toMatchObject({ signal: "SIGKILL" });

  const elsewhere = await open();
  const up = elsewhere.start("up", []);
  await up.waitForOutput("pulumi up would continue what is under way on node-1");
  await up.waitForOutput("which its name tag proves ours");
  clock.start();
  expect(await up.done).toSucceed();
  expect(await recordOf(elsewhere)).toMatchObject({ phase: "maintenance" });
  expect(tags()).toEqual([
    expect.objectContaining({
      value: expect.stringContaining(String(simulator.host("node-1", "east").session?.jobId)),
    }),
  ]);

  expect(await elsewhere.destroy(["--skip-preview"])).toSucceed();
  await until(() => simulator.snapshot().labels.length === 0);
  expect(places(simulator)).toEqual(before);
  expect([accepted(simulator, "EnterMaintenanceMode"), accepted(simulator, "ExitMaintenanceMode")]).toEqual([1, 1]);
  expect(simulator.violations).toEqual([]);
});
