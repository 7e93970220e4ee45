import { describe, expect, it } from "vitest";
import { passGate } from "../../provider/runs/gate";
import type { SimulatorOptions } from "../../simulator";
import { harmIn } from "../shared/hostileNames";
import { openLifecycle } from "../shared/openLifecycle";
import { failureOf } from "../shared/outcomes";

const HOUR_MS = 3_600_000;
const DISK = { severity: "CRITICAL", message: 'A disk is "gone"', solution: "Replace it" };

/** Node-1 of cluster east, and the gate before it. */
async function openGate(options: SimulatorOptions = {}) {
  const lab = await openLifecycle(options);
  const host = await lab.cloudTower.host(lab.simulator.host("node-1", "east").id);
  if (!host) throw new Error("no host");
  const reads = () => lab.simulator.requests.filter(({ operation }) => operation === "GetAlerts").length;
  const pass = (gate: Partial<Parameters<typeof passGate>[2]> = {}) =>
    passGate(lab.context, host, { alerts: "refuse", waitMs: HOUR_MS, ...gate });
  return { ...lab, pass, reads, operator: lab.simulator.operator };
}

describe("the gate is passed at once", () => {
  it("without alerts, with lesser ones, with ended ones, and with those of other clusters", async () => {
    const { pass, operator, clock, told } = await openGate();
    operator.raiseAlert({ host: "east/node-2" }, { ...DISK, severity: "NOTICE" });
    operator.raiseAlert({ cluster: "west" }, DISK);
    operator.raiseAlert({ host: "west/node-5" }, DISK);
    operator.endAlert(operator.raiseAlert({ host: "east/node-1" }, DISK));
    const before = clock.now();
    await pass();
    expect([clock.now() - before < 1_000, told]).toEqual([true, []]);
  });

  it("with alerts that are to be ignored, which are not even read", async () => {
    const { pass, operator, reads } = await openGate();
    operator.raiseAlert({ host: "east/node-1" }, DISK);
    await pass({ alerts: "ignore" });
    expect(reads()).toBe(0);
  });
});

describe("a CRITICAL alert", () => {
  it.each([
    ["on the host", { host: "east/node-1" }, 'on node-1 "A disk is \'gone\'" (CloudTower advises "Replace it")'],
    ["on another host of the cluster", { host: "east/node-2" }, "on node-2 \"A disk is 'gone'\" (CloudTower"],
    ["on the cluster itself", { cluster: "east" }, "a CRITICAL alert: \"A disk is 'gone'\""],
  ])("%s that stays for five minutes refuses the run, and is named", async (_, where, words) => {
    const { pass, operator, clock, told, simulator } = await openGate();
    operator.raiseAlert(where, DISK);
    const before = clock.now();
    const { message, failure } = await failureOf(pass());
    expect(message).toContain(words);
    expect(message).toMatch(
      /^host node-1, gate: .*or set gate: \{ alerts: "ignore" \} to enter anyway; nothing was changed\.$/,
    );
    expect(failure.isUnchanged).toBe(true);
    expect(Math.round((clock.now() - before) / 1_000)).toBe(300);
    expect(told[0]).toMatch(/^node-1: waiting up to 5 min 0 s, because the cluster has a CRITICAL alert: /);
    expect(simulator.mutations).toEqual([]);
  });

  it("that ends in time lets the run pass, and that is told", async () => {
    const { pass, operator, clock, told } = await openGate();
    const id = operator.raiseAlert({ host: "east/node-2" }, DISK);
    void clock.sleep(100_000).then(() => operator.endAlert(id));
    await pass();
    expect(told.at(-1)).toMatch(/^node-1: the CRITICAL alerts of the cluster ended after 1 min (4|5)\d s$/);
  });

  it.each([
    [0, 0],
    [60_000, 60],
  ])("is waited for no longer than waitMs, here %d", async (waitMs, seconds) => {
    const { pass, operator, clock, told } = await openGate();
    operator.raiseAlert({ cluster: "east" }, DISK);
    const before = clock.now();
    await failureOf(pass({ waitMs }));
    expect(Math.round((clock.now() - before) / 1_000)).toBe(seconds);
    expect(told.length > 0).toBe(waitMs > 0);
  });
});

it("of many alerts ten are named, whatever they say", async () => {
  const { pass, operator } = await openGate();
  for (let index = 0; index < 130; index += 1) {
    operator.raiseAlert({ host: "east/node-2" }, { ...DISK, message: `\u001b[31m<{%alert ${index}` });
  }
  const { message } = await failureOf(pass({ waitMs: 0 }));
  expect(message).toContain("130 CRITICAL alerts: on node-2");
  expect(message).toContain(", and 120 more. Next");
  expect(message.match(/alert \d/g)).toHaveLength(10);
  expect(harmIn(message)).toEqual([]);
});

it("alerts that cannot be read refuse, and the refusal says how to go without", async () => {
  const { pass, simulator } = await openGate();
  simulator.faults.inject({ operation: "GetAlerts", kind: "status", status: 403, times: 100 });
  const { message } = await failureOf(pass());
  expect(message).toMatch(
    /^host node-1, gate: the alerts of the cluster could not be read: GetAlerts: .*alerts: "ignore"/,
  );
  expect(message).toContain("x-tower-request-id");
});
