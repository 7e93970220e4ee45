import nodeFetch from "node-fetch";
import { CloudTower, type RequesterOptions } from "../../provider/cloudtower";
import { DEFAULTS } from "../../provider/frontends/defaults";
import type { Context, MaintenanceRequest } from "../../provider/lifecycle";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { VirtualClock } from "./virtualClock";
import { forgetful } from "./watchedStore";

/** A destroy's default request: bring all VMs back, and refuse a session that is not ours. The record names the host. */
export const EXIT: MaintenanceRequest = {
  hostId: "",
  consent: "all",
  restore: DEFAULTS.restore,
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheckMs: 600_000, enterMs: 7_200_000, exitMs: 7_200_000 },
};

/** A simulator, a client and a context for the verbs of the lifecycle, all on one virtual clock; `lab` in tests. */
export interface SimulatedLifecycle {
  clock: VirtualClock;
  simulator: Simulator;
  cloudTower: CloudTower;
  context: Context;
  /** The verbs' lines of progress, in order; warnings begin with "warning: ". */
  told: string[];
  /** A request to enter a host of cluster east, by its name, with time-outs of hours. */
  request(hostName: string, change?: Partial<MaintenanceRequest>): MaintenanceRequest;
  /** The number of accepted requests of an operation. */
  accepted(operation: string): number;
}

/**
 * Starts one outside of a test; the caller closes its simulator. Tests use `openLifecycle`.
 * @param client its `fetch` sends the requests; node-fetch by default
 */
export async function startLifecycle(
  options: SimulatorOptions = {},
  client: Partial<RequesterOptions> = {},
): Promise<SimulatedLifecycle> {
  const clock = new VirtualClock();
  const simulator = await startSimulator({ now: clock.now, ...options });
  const cloudTower = new CloudTower({
    server: simulator.url,
    credentials: { username: "root", password: "simulator", source: "LOCAL" },
    clock,
    ...client,
    fetch: heldBy(clock, client.fetch ?? nodeFetch),
  });
  const told: string[] = [];
  return {
    clock,
    simulator,
    cloudTower,
    told,
    context: {
      cloudTower,
      clock,
      signal: new AbortController().signal,
      facts: forgetful,
      progress: {
        line: (text) => void told.push(text),
        warn: (text) => void told.push(`warning: ${text}`),
      },
    },
    request: (hostName, change = {}) => ({
      ...EXIT,
      hostId: simulator.host(hostName, "east").id,
      ...change,
    }),
    accepted: (operation) => simulator.mutations.filter((mutation) => mutation.operation === operation).length,
  };
}

/** A fetch that stops the clock during a request: real requests take no virtual time. */
export function heldBy(clock: VirtualClock, fetch: typeof nodeFetch): typeof nodeFetch {
  let underWay = 0;
  const others = clock.busy;
  clock.busy = () => underWay > 0 || others();
  return async (...args) => {
    underWay += 1;
    const done = () => {
      underWay -= 1;
    };
    const response = await fetch(...args).catch((error: unknown) => {
      done();
      throw error;
    });
    const text = response.text.bind(response);
    response.text = () => text().finally(done);
    return response;
  };
}
