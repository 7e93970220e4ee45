import nodeFetch from "node-fetch";
import { CloudTower, type RequesterOptions } from "../../../provider/cloudtower";
import type { Context } from "../../../provider/lifecycle";
import type { SimulatorOptions } from "../../../simulator";
import { buildLab, heldBy, type Lab } from "../../support/buildLab";
import { WatchedStore } from "../../support/watchedStore";

/** Nothing listens there: a request to it is refused as by a server that is down. */
const NOBODY = "http://127.0.0.1:1";

/** A lab whose server can also be down for some requests. */
export interface Bench extends Lab {
  journal: WatchedStore;
  /** Refuses connections for `times` requests of an operation's path, after `skip` of them. */
  refuse(path: string, skip: number, times: number): void;
  refusalsLeft(): number;
  listenAgain(): void;
  /** A context as another process would have it: a client of its own, with the patience of every day. */
  another(): Context;
}

export async function openBench(options: SimulatorOptions, client: Partial<RequesterOptions> = {}): Promise<Bench> {
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
  const plain = await buildLab(options, { fetch, ...client });
  const journal = new WatchedStore();
  const lab = { ...plain, journal, context: { ...plain.context, facts: journal } };
  return {
    ...lab,
    refuse: (path, skip, times) => {
      refusing = { path, skip, times };
    },
    refusalsLeft: () => refusing.times,
    listenAgain: () => {
      refusing = { path: "", skip: 0, times: 0 };
    },
    another: () => ({
      ...lab.context,
      cloudTower: new CloudTower({
        server: lab.simulator.url,
        credentials: { username: "root", password: "simulator", source: "LOCAL" },
        clock: lab.clock,
        fetch: heldBy(lab.clock, nodeFetch),
      }),
    }),
  };
}
