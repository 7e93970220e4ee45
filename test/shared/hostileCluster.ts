import type { Scenario } from "../../simulator";
import { HOSTILE_NAMES } from "./hostileNames";

/** The host that is taken out of use, which is also named by somebody who means harm, as is its cluster. */
export const HOSTILE_HOST = 'node-1<{%x%}>\u202e", all is well';
const HOSTILE_CLUSTER = "east<{%\u001b[31m";

/** A cluster with a VM by each of the names: some cannot migrate, some are off. */
export function hostileCluster(names: readonly string[] = Object.values(HOSTILE_NAMES)): Scenario {
  return {
    timings: {
      pending: 100,
      precheck: 100,
      shutdown: 500,
      liveMigrate: 200,
      coldMigrate: 200,
      powerOn: 200,
      settle: 100,
    },
    clusters: [
      {
        name: HOSTILE_CLUSTER,
        hosts: [
          {
            name: HOSTILE_HOST,
            vms: names.map((name, at) => ({
              name,
              memoryGiB: 1,
              passthrough: at % 3 === 0,
              power: at % 5 === 4 ? ("stopped" as const) : ("running" as const),
            })),
          },
          { name: "node-2<{%" },
          { name: "node-3" },
        ],
      },
    ],
  };
}
