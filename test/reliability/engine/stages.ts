import type { CliResult } from "../../e2e/harness/cli.js";
import { STEPS_OF_FAILED_ENTRY } from "../matrix/scenario.js";
import type { Fleet } from "./fleet.js";

/** A command, and how the stack comes to the point where it is given. */
export interface Stage {
  name: string;
  command: "up" | "destroy";
  prepare(fleet: Fleet): Promise<void>;
}

export const STAGES: readonly Stage[] = [
  { name: "create", command: "up", prepare: async () => undefined },
  { name: "update after a failed entry", command: "up", prepare: failedEntry },
  { name: "update of an unfinished entry", command: "up", prepare: unfinishedEntry },
  { name: "delete", command: "destroy", prepare: entered },
  { name: "delete after a failed entry", command: "destroy", prepare: failedEntry },
  { name: "delete of an unfinished entry", command: "destroy", prepare: unfinishedEntry },
];

async function entered(fleet: Fleet): Promise<void> {
  mustEnd(await fleet.run("up"), "well");
}

async function failedEntry(fleet: Fleet): Promise<void> {
  for (const { tower } of fleet.members) {
    tower.simulator.faults.inject({
      operation: "EnterMaintenanceMode",
      kind: "taskFailed",
      afterSteps: STEPS_OF_FAILED_ENTRY,
    });
  }
  mustEnd(await fleet.run("up"), "with an error");
}

/** The time given to the entry is over before the entry is. */
async function unfinishedEntry(fleet: Fleet): Promise<void> {
  for (const { tower } of fleet.members) tower.stopTimeAfter("EnterMaintenanceMode");
  await fleet.setArguments({ timeouts: { enter: "1s" } });
  mustEnd(await fleet.run("up"), "with an error");
  await fleet.setArguments({});
  for (const { tower } of fleet.members) tower.startTime();
}

function mustEnd({ code, all }: CliResult, how: "well" | "with an error"): void {
  if ((code === 0) !== (how === "well")) throw new Error(`a command that prepares did not end ${how}:\n${all}`);
}
