import type { CliResult } from "../../e2e/harness/cli.js";
import type { E2eSetup } from "../../e2e/harness/install.js";
import { STEPS_OF_FAILED_ENTRY } from "../matrix/scenario.js";
import { Fleet } from "./fleet.js";
import { type Point, pointsOf } from "./points.js";

/** A command, and how the stack is prepared for it. */
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

/** After one failure a program declares no more resources, so all fail only after all are declared. */
const ENTER: Point = { operation: "EnterMaintenanceMode", part: 1, nth: 0, at: "request" };

async function failedEntry(fleet: Fleet): Promise<void> {
  for (const { tower } of fleet.members) {
    tower.simulator.faults.inject({
      operation: "EnterMaintenanceMode",
      kind: "taskFailed",
      afterSteps: STEPS_OF_FAILED_ENTRY,
    });
  }
  const run = await fleet.startHeld("up", [ENTER]);
  for (const { tower } of fleet.members) tower.letGo("at once");
  mustEnd(await run.done, "with an error");
}

/** The entry times out. */
async function unfinishedEntry(fleet: Fleet): Promise<void> {
  await fleet.setArguments({ timeouts: { enter: "1s" } });
  const run = await fleet.startHeld("up", [ENTER]);
  for (const { tower } of fleet.members) tower.letGo("not yet");
  mustEnd(await run.done, "with an error");
  await fleet.setArguments({});
  for (const { tower } of fleet.members) tower.startTimeAfterLook();
}

function mustEnd({ code, all }: CliResult, how: "well" | "with an error"): void {
  if ((code === 0) !== (how === "well")) throw new Error(`a command that prepares did not end ${how}:\n${all}`);
}

/** The points of a stage, from a run without faults. */
export async function recordPoints(setup: E2eSetup, stage: Stage): Promise<Point[]> {
  const fleet = await Fleet.open(setup, 1);
  try {
    await stage.prepare(fleet);
    for (const { tower } of fleet.members) tower.arm();
    mustEnd(await fleet.run(stage.command), "well");
    return fleet.members.flatMap(({ tower }) => pointsOf(tower.requests.map(({ operation }) => operation)));
  } finally {
    await fleet.dispose();
  }
}
