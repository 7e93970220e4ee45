import nodeFetch from "node-fetch";
import { describe, expect, it } from "vitest";
import { create, read, remove } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, recordOf, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { rewriting, rewritingHosts } from "./rewrittenAnswers";

const SHORT = { timeouts: { precheckMs: 3_600_000, enterMs: 1_000, exitMs: 1 } };

describe("if the task and the host disagree", () => {
  it("an exit whose task succeeds while the host stays in maintenance is a failure", async () => {
    let isExiting = false;
    const stuck = (host: object) => ({ ...host, host_state: { state: "MAINTENANCE_MODE" } });
    const lab = await openLifecycle({}, { fetch: rewritingHosts((host) => (isExiting ? stuck(host) : host)) });
    const record = await create(lab.context, lab.request("node-1"));
    isExiting = true;
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain("the exit ended, but the host is not in use (MAINTENANCE_MODE)");
  });

  it("an entry whose task fails although the host enters counts as entered, with a warning", async () => {
    const fetch = rewriting(({ path }, answer) =>
      path === "/get-tasks"
        ? (answer as { description: string }[]).map((task) =>
            task.description.includes("enters") ? { ...task, status: "FAILED", error_message: "No luck." } : task,
          )
        : undefined,
    );
    const lab = await openLifecycle({}, { fetch });
    const before = places(lab);
    const entered = await create(lab.context, lab.request("node-1"));
    expect(entered).toMatchObject({ phase: "maintenance" });
    expect(entered.maintenanceJobId).toBe(lab.simulator.host("node-1", "east").session?.jobId);
    const warnings = lab.told.filter((line) => line.startsWith("warning: ")).join("\n");
    expect(warnings).toContain('failed ("No luck."), but the host is in maintenance, so it counts as entered');
    await remove(lab.context, entered, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("an entry with several running tasks is adopted by the host's state", async () => {
    type Shown = { description: string; status: string };
    const failed = (task: Shown) => (task.description.startsWith("Precheck") ? { ...task, status: "FAILED" } : task);
    const fetch = rewriting(({ path, where }, answer) => {
      // The first reading finds them running.
      const isFollowed = path === "/get-tasks" && !("resource_id" in where);
      return isFollowed ? (answer as Shown[]).map(failed) : undefined;
    });
    const lab = await openLifecycle({}, { fetch });
    // Enough that the entry's own task is not the first of them.
    for (let count = 0; count < 8; count += 1) {
      await lab.cloudTower.startPrecheck(lab.simulator.host("node-1", "east").id);
    }
    lab.simulator.operator.enter("east/node-1");
    const record = await create(lab.context, lab.request("node-1", { ifAlreadyInMaintenance: "adopt" }));
    expect(record).toMatchObject({ phase: "maintenance", adopted: true });
  });

  it("an entry that is queued for more than a quarter of an hour is ours by its task", async () => {
    const lab = await openLifecycle();
    lab.simulator.faults.inject({ operation: "EnterMaintenanceMode", kind: "taskStalled", afterSteps: 1 });
    const record = await recordOf(create(lab.context, lab.request("node-1", SHORT)));
    const { maintenanceJobId: _, enteredAt: __, ...vague } = record;
    expect(vague.taskId).toBeTruthy();
    expect(await read(lab.context, vague)).toMatchObject({ phase: "entering", taskId: vague.taskId });
    expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
  });

  it("an entry whose task is not listed yet is kept by a refresh that finds the host in use", async () => {
    const inUse = (host: object) => ({ ...host, host_state: { state: "IN_USE" } });
    const lab = await openLifecycle({ quirks: { taskUnknownFor: 20_000 } }, { fetch: rewritingHosts(inUse) });
    const record = await recordOf(create(lab.context, lab.request("node-1", SHORT)));
    expect(await read(lab.context, record)).toMatchObject({ phase: "entering", taskId: record.taskId });
  });

  it("our call is dated in whole seconds, rounded down, as CloudTower dates what it does", async () => {
    const lab = await openLifecycle();
    await lab.clock.sleep(789);
    const sent = lab.clock.now();
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.submittedAt).toMatch(/:\d\d\.000Z$/);
    expect(Date.parse(record.submittedAt ?? "")).toBeLessThanOrEqual(Date.parse(record.enteredAt ?? ""));
    expect(Date.parse(record.submittedAt ?? "")).toBeGreaterThan(sent - 2_000);
  });

  it("our call is dated in whole seconds, even if no answer tells the time", async () => {
    const lab = await openLifecycle({}, { fetch: withoutDate });
    await lab.clock.sleep(789);
    const record = await create(lab.context, lab.request("node-1"));
    expect(record.submittedAt).toMatch(/:\d\d\.000Z$/);
  });
});

/** The server's clock shows whole seconds anyway, as long as the virtual clock stands still. */
const withoutDate: typeof nodeFetch = async (...args) => {
  const response = await nodeFetch(...args);
  response.headers.delete("date");
  return response;
};
