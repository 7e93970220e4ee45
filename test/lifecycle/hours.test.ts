import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { create } from "../../provider/lifecycle";
import { openLifecycle } from "../shared/openLifecycle";
import { stateOf } from "../shared/outcomes";

const HOUR_MS = 3_600_000;
const HOURS = 9;
/** Node still compiles during this time. */
const SETTLED = 3;
/** About 720 polls an hour: keeping the translated task of each answer takes 200 to 330 kB. */
const MOST_KB_AN_HOUR = 180;

it("an entry of nine hours, in which every poll is really sent, does not leak memory", async () => {
  // Two VMs are shut down, one after the other.
  const timings = { shutdown: (HOURS * HOUR_MS) / 2 };
  const lab = await openLifecycle({ scenario: { ...TWO_VMS, timings }, sessionTimeout: HOUR_MS / 2 });
  // Modules that are loaded at first use take turns of the event loop, in which hours would pass.
  await lab.cloudTower.hosts({});
  const timeouts = { precheckMs: 600_000, enterMs: 2 * HOURS * HOUR_MS, exitMs: HOUR_MS };
  const context = { ...lab.context, progress: { line: ignore, warn: ignore, status: ignore } };
  const entry = create(context, lab.request("node-1", { timeouts }));

  const heap: number[] = [];
  let requests = 0;
  for (let hour = 1; hour < HOURS; hour += 1) {
    await lab.clock.sleep(HOUR_MS);
    requests += forget(lab.simulator.requests);
    heap.push(heapAfterCollection() / 1000);
  }
  expect(stateOf(lab, "node-1")).toBe("ENTERING_MAINTENANCE_MODE");
  expect((await entry).phase).toBe("maintenance");

  // A leak per poll grows in every hour. What Node compiles late or has not collected grows in one or two.
  const hourly = heap.slice(SETTLED).map((kB, hour) => Math.round(kB - (heap[SETTLED + hour - 1] ?? 0)));
  const growth = median(hourly);
  console.log(`heap, ${heap.length} h and ${requests} requests: ${growth} kB more an hour (${hourly.join(", ")})`);
  expect(requests).toBeGreaterThan(heap.length * 700);
  expect(growth).toBeLessThan(MOST_KB_AN_HOUR);
}, 180_000);

const TWO_VMS = {
  clusters: [
    {
      name: "east",
      hosts: [{ name: "node-1", vms: [{ name: "gpu", count: 2, passthrough: true }] }, { name: "node-2" }],
    },
  ],
};

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

function ignore(): void {}

/** The simulator records every request; that growth is not ours. */
function forget(requests: unknown[]): number {
  return requests.splice(0).length;
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
