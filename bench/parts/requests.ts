import { setMaxListeners } from "node:events";
import { create, remove, type SessionRecord } from "../../provider/lifecycle/index.js";
import { EXIT, startLifecycle } from "../../test/shared/simulatedLifecycle.js";
import { type Figure, ratio, value } from "../figures.js";
import type { Part } from "../part.js";
import { say } from "../say.js";
import { hostName, scenario, times } from "../scenario.js";
import { AT_ONCE } from "../simulatorProcess.js";

const VMS = 5;

interface Counts {
  up: number;
  destroy: number;
}

/** All requests of an entry and exit without faults, by the lifecycle itself, without an engine that limits parallelism. */
export const requests: Part = {
  name: "all requests of a straight up and destroy",
  why: "a thousand hosts enter and exit at the same time",
  async run() {
    say("  1 host, then 1,000 at once");
    const one = await count(1);
    const thousand = await count(1000);
    const row = (verb: keyof Counts): Figure[] => [
      value(`requests of ${verb}, 1 host (lifecycle, virtual clock, login and polls included)`, one[verb], ""),
      ratio(`requests of ${verb} a host, 1,000 at once; baseline: 1 host alone`, [thousand[verb]], [one[verb]], ""),
    ];
    return [...row("up"), ...row("destroy")];
  },
};

async function count(hosts: number): Promise<Counts> {
  const { context, simulator } = await startLifecycle({ scenario: scenario(times(hosts, VMS)), speed: AT_ONCE });
  // All hosts share one client.
  setMaxListeners(0, context.signal);
  try {
    const byName = new Map(simulator.snapshot().hosts.map(({ name, id }) => [name, id]));
    const ids = Array.from({ length: hosts }, (_, index) => byName.get(hostName(index)) ?? "");
    const records = await Promise.all(ids.map((hostId) => create(context, { ...EXIT, hostId })));
    const up = simulator.requests.length;
    await Promise.all(records.map((record: SessionRecord) => remove(context, record, EXIT)));
    return { up: up / hosts, destroy: (simulator.requests.length - up) / hosts };
  } finally {
    await simulator.close();
  }
}
