import nodeFetch from "node-fetch";
import { CloudTower, type RequesterOptions } from "../../provider/cloudtower";
import { DEFAULTS } from "../../provider/frontends/defaults";
import type { Context, MaintenanceRequest } from "../../provider/lifecycle";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { VirtualClock } from "./virtualClock";
import { forgetful } from "./watchedStore";

/** A simulator, a client and a context for the lifecycle, all on one virtual clock. */
export interface Lab {
  clock: VirtualClock;
  simulator: Simulator;
  cloudTower: CloudTower;
  context: Context;
  /** What the verbs told, in order; warnings begin with "warning: ". */
  told: string[];
  /** A request for a host of the simulator by name, with time-outs of hours. */
  request(hostName: string, change?: Partial<MaintenanceRequest>): MaintenanceRequest;
  /** How often an operation was accepted. */
  accepted(operation: string): number;
}

/** Opens a lab; whoever opens it closes its simulator. `client.fetch` is what requests go through, default node-fetch. */
export async function buildLab(options: SimulatorOptions = {}, client: Partial<RequesterOptions> = {}): Promise<Lab> {
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
        status: () => undefined,
      },
    },
    request: (hostName, change = {}) => ({
      hostId: simulator.host(hostName, "east").id,
      consent: "all",
      restore: DEFAULTS.restore,
      ifAlreadyInMaintenance: "fail",
      onForeignSession: "refuse",
      timeouts: { precheckMs: 600_000, enterMs: 7_200_000, exitMs: 7_200_000 },
      ...change,
    }),
    accepted: (operation) => simulator.mutations.filter((mutation) => mutation.operation === operation).length,
  };
}

/** A fetch during whose requests the clock stands still: real requests take no virtual time. */
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
