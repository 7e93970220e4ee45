import type { QuirkSettings, Scenario, SimulatorOptions } from "../../../simulator";

/** One VM of each kind that an entry treats differently, twice what can be shut down; small, so that cells are quick. */
const SCENARIO: Scenario = {
  clusters: [
    {
      name: "east",
      hosts: [
        {
          name: "node-1",
          vms: [
            { name: "gpu-1", passthrough: true },
            { name: "bound-1", mustPlacement: true },
            { name: "web-1", ha: true },
            { name: "old-1", power: "stopped" },
          ],
        },
        { name: "node-2", vms: [{ name: "web-2" }] },
        { name: "node-3" },
      ],
    },
  ],
};

/** Faster than life: fewer looks at tasks, and none of the provider's waits is shorter for it. */
const SPEED = 30;

/** A failed entry has then shut down two VMs and moved one. */
export const STEPS_OF_FAILED_ENTRY = 3;

export function simulatorOf(quirks: QuirkSettings): SimulatorOptions {
  return { scenario: SCENARIO, quirks, speed: SPEED };
}
