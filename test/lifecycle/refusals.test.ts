import { describe, expect, it } from "vitest";
import { create, remove } from "../../provider/lifecycle";
import type { RefusalStyle, Simulator } from "../../simulator";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf, places, stateOf } from "../shared/outcomes";
import { EXIT } from "../shared/simulatedLifecycle";

const STYLES: RefusalStyle[] = ["task-failed", "done-false", "http-400"];

/** Conditions in which CloudTower refuses the entry of node-1 of east. */
const ENTER_REFUSALS: [string, (simulator: Simulator) => void, RegExp][] = [
  ["data recovery", ({ operator }) => operator.setRecovery("east", true), /recover/i],
  ["an unhealthy storage network", ({ operator }) => operator.setStorageNetwork("east", false), /storage network/i],
  ["a host without connection", ({ operator }) => operator.setHostStatus("east/node-1", "CONNECTING"), /connect/i],
];

describe.each(STYLES)("a refusal to enter that shows as %s", (refusalStyle) => {
  it.each(ENTER_REFUSALS)("for %s is an error that says so, and nothing is changed", async (_, arrange, words) => {
    const lab = await openLifecycle({ quirks: { refusalStyle } });
    arrange(lab.simulator);
    const before = places(lab);
    const error = await failureOf(create(lab.context, lab.request("node-1")));
    expect(error.failure.phase).toBe("precheck");
    expect(error.message).toContain("does not let the host enter maintenance");
    // In this style CloudTower gives no reason.
    if (refusalStyle !== "done-false") expect(error.message).toMatch(words);
    expect(error.failure.record).toBeUndefined();
    expect(stateOf(lab, "node-1")).toBe("IN_USE");
    expect(places(lab)).toEqual(before);
    expect(lab.accepted("EnterMaintenanceMode")).toBe(0);
  });
});

describe.each(STYLES)("a refusal to exit that shows as %s", (refusalStyle) => {
  it("is an error that says so and keeps the record; the next destroy succeeds", async () => {
    const lab = await openLifecycle({ quirks: { refusalStyle } });
    const before = places(lab);
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.setStorageNetwork("east", false);
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toMatch(/storage network/i);
    expect(error.message).toContain("run pulumi destroy again");
    expect(stateOf(lab, "node-1")).toBe("MAINTENANCE_MODE");

    lab.simulator.operator.setStorageNetwork("east", true);
    await remove(lab.context, record, EXIT);
    expect(places(lab)).toEqual(before);
  });
});

it("a host that is switched off is not exited", async () => {
  const lab = await openLifecycle();
  const record = await create(lab.context, lab.request("node-1"));
  lab.simulator.operator.powerOffHost("east/node-1");
  const error = await failureOf(remove(lab.context, record, EXIT));
  expect(error.message).toMatch(/no connection to the host|connect/i);
  expect(lab.accepted("ExitMaintenanceMode")).toBe(0);
  lab.simulator.operator.powerOnHost("east/node-1");
  await remove(lab.context, record, EXIT);
  expect(stateOf(lab, "node-1")).toBe("IN_USE");
});

it("an entry that pauses while the cluster recovers data is waited for, with a message", async () => {
  const lab = await openLifecycle();
  const entering = create(lab.context, lab.request("node-1"));
  await lab.clock.sleep(6_000);
  expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
  lab.simulator.operator.setRecovery("east", true);
  await lab.clock.sleep(30 * 60_000);
  expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
  lab.simulator.operator.setRecovery("east", false);
  expect((await entering).phase).toBe("maintenance");
  const beats = lab.told.filter((line) => line.includes("still entering maintenance"));
  expect(beats.join("\n")).toContain("paused by CloudTower");
  expect(beats.length).toBeGreaterThan(25);
  expect(beats.length).toBeLessThan(35);
});

describe("destroy of a host to which CloudTower has no connection", () => {
  it.each(["CONNECTING", "INITIALIZING", "SESSION_EXPIRED"] as const)("is refused while it is %s", async (status) => {
    const lab = await openLifecycle();
    const record = await create(lab.context, lab.request("node-1"));
    lab.simulator.operator.setHostStatus("east/node-1", status);
    const error = await failureOf(remove(lab.context, record, EXIT));
    expect(error.message).toContain(`no connection to the host (${status})`);
    expect(lab.simulator.requests.filter(({ operation }) => operation === "ExitMaintenanceMode")).toEqual([]);
  });
});
