import { describe, expect, it } from "vitest";
import { create, remove } from "../../provider/lifecycle";
import { openLifecycle, type SimulatedLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";
import { rewritingHosts } from "./rewrittenAnswers";

/** A simulated lifecycle whose hosts show no session for some milliseconds after `hide` is called. */
async function openHidingLifecycle(): Promise<SimulatedLifecycle & { hide(ms: number, after?: number): void }> {
  let [from, until] = [0, 0];
  let now = () => 0;
  const lab = await openLifecycle(
    {},
    { fetch: rewritingHosts((host) => (from <= now() && now() < until ? { ...host, host_state: null } : host)) },
  );
  now = lab.clock.now;
  const hide = (ms: number, after = 0) => {
    from = now() + after;
    until = from + ms;
  };
  return { ...lab, hide };
}

describe("a host in maintenance that shows no session for a moment", () => {
  it.each([
    ["at once", 0],
    ["when our patience ends", 20_000],
  ])("is not mistaken for one that has left it, when the answer to the exit call is lost (%s)", async (_, after) => {
    const lab = await openHidingLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.faults.inject({ operation: "ExitMaintenanceMode", kind: "reset-before", times: 1_000 });
    const removing = failureOf(remove(lab.context, record, EXIT));
    // From the exit call on. Readings before that are not hidden.
    while (!lab.simulator.requests.some(({ operation }) => operation === "ExitMaintenanceMode")) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    lab.hide(25_000, after);
    expect((await removing).message).toContain("the answer to the request to exit maintenance was lost");
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");
    expect(lab.simulator.requests.filter(({ operation }) => operation === "StartVm")).toEqual([]);
    lab.simulator.faults.clear();
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });

  it("is not mistaken for one that has left it, when that is the first reading after a long silence", async () => {
    const lab = await openHidingLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.faults.inject({ operation: "GetHosts", kind: "html502", times: 1_000 });
    const removing = remove(lab.context, record, EXIT);
    await lab.clock.sleep(110_000);
    lab.hide(25_000);
    lab.simulator.faults.clear();
    await removing;
    expect(lab.accepted("ExitMaintenanceMode")).toBe(1);
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(places(lab)).toEqual(before);
  });

  it("is believed to have left it after an exit that CloudTower confirmed", async () => {
    const lab = await openHidingLifecycle();
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    const exitIsOver = () => lab.accepted("ExitMaintenanceMode") > 0 && stateOf(lab, "node-1") === "IN_USE";
    const removing = remove(lab.context, record, EXIT);
    while (!exitIsOver()) await new Promise((resolve) => setImmediate(resolve));
    const ended = lab.clock.now();
    lab.hide(3_600_000);
    await removing;
    expect(lab.clock.now() - ended).toBeLessThan(30_000);
    expect(places(lab)).toEqual(before);
  });

  it("is not given up by a create that goes on by the journal", async () => {
    const lab = await openHidingLifecycle();
    const context = { ...lab.context, facts: new WatchedStore() };
    const lost = await create(context, lab.request("node-1"));
    lab.hide(5_000);
    const record = await create(context, lab.request("node-1"));
    expect(record).toMatchObject({ phase: "maintenance", maintenanceJobId: lost.maintenanceJobId, adopted: false });
    expect(lab.accepted("EnterMaintenanceMode")).toBe(1);
    expect(lab.told.join("\n")).not.toContain("ended by somebody else");
  });
});
