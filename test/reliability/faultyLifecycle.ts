import nodeFetch from "node-fetch";
import { CloudTower, type RequesterOptions } from "../../provider/cloudtower";
import type { Context } from "../../provider/lifecycle";
import type { SimulatorOptions } from "../../simulator";
import { heldBy, type SimulatedLifecycle, startLifecycle } from "../shared/simulatedLifecycle";
import { WatchedStore } from "../shared/watchedStore";

/** Nothing listens there, so requests are refused as if the server were down. */
const NOBODY = "http://127.0.0.1:1";

/** A simulated lifecycle whose server can also be down for some requests. */
export interface FaultyLifecycle extends SimulatedLifecycle {
  journal: WatchedStore;
  /** Refuses connections for `times` requests of an operation's path, after `skip` of them. */
  refuse(path: string, skip: number, times: number): void;
  refusalsLeft(): number;
  listenAgain(): void;
  /** The context of another process: its own client, with the usual time limits. */
  another(): Context;
}

export async function startFaultyLifecycle(
  options: SimulatorOptions,
  client: Partial<RequesterOptions> = {},
): Promise<FaultyLifecycle> {
  let refusing = { path: "", skip: 0, times: 0 };
  const fetch: typeof nodeFetch = (url, init) => {
    const { path, skip, times } = refusing;
    if (times === 0 || !String(url).endsWith(path)) return nodeFetch(url, init);
    if (skip > 0) {
      refusing.skip -= 1;
      return nodeFetch(url, init);
    }
    refusing.times -= 1;
    return nodeFetch(NOBODY, init);
  };
  const plain = await startLifecycle(options, { fetch, ...client });
  const journal = new WatchedStore();
  const faulty = { ...plain, journal, context: { ...plain.context, facts: journal } };
  return {
    ...faulty,
    refuse: (path, skip, times) => {
      refusing = { path, skip, times };
    },
    refusalsLeft: () => refusing.times,
    listenAgain: () => {
      refusing = { path: "", skip: 0, times: 0 };
    },
    another: () => ({
      ...faulty.context,
      cloudTower: new CloudTower({
        server: faulty.simulator.url,
        credentials: { username: "root", password: "simulator", source: "LOCAL" },
        clock: faulty.clock,
        fetch: heldBy(faulty.clock, nodeFetch),
      }),
    }),
  };
}
