import pLimit from "p-limit";
import type { E2eSetup } from "../../e2e/harness/install.js";
import type { Wrong } from "../wrongAtTheEnd.js";
import { AT_ONCE, inGroups, SHARED_BY } from "./groups.js";
import { KILLS, type Kill, type KilledPoint, killAt } from "./kills.js";
import type { Point } from "./points.js";
import { recordPoints, STAGES, type Stage } from "./stages.js";

export interface KillsOptions {
  /** Which kills to try during which command. Default: all. */
  isWanted?: (stage: Stage, kill: Kill) => boolean;
  /** Hears of each point that has been tried, and of how many there are. */
  onPoints?: (done: number, of: number) => void;
}

export interface KillsResult extends Wrong {
  points: number;
}

interface Job {
  stage: Stage;
  kill: Kill;
  points: Point[];
}

/** Kills engines at every request of create, update and delete, and continues each time as the README says. */
export async function runKills(
  setup: E2eSetup,
  { isWanted = () => true, onPoints }: KillsOptions = {},
): Promise<KillsResult> {
  const limit = pLimit(AT_ONCE);
  const jobs = (await limit.map(STAGES, (stage) => jobsOf(setup, stage, isWanted))).flat();
  const total = jobs.reduce((sum, { points }) => sum + points.length, 0);
  const result: KillsResult = { points: 0, lost: [], doubled: [], other: [] };
  await limit.map(jobs, async ({ stage, kill, points }) => {
    for (const { name, wrong } of await tried(setup, { stage, kill, points })) {
      result.points += 1;
      for (const key of ["lost", "doubled", "other"] as const) {
        result[key].push(...wrong[key].map((text) => `${name}: ${text}`));
      }
    }
    onPoints?.(result.points, total);
  });
  return result;
}

/** An error that ends a group counts for that group only. */
async function tried(setup: E2eSetup, { stage, kill, points }: Job): Promise<KilledPoint[]> {
  try {
    return await killAt(setup, stage, kill, points);
  } catch (error) {
    const wrong = { lost: [], doubled: [], other: [error instanceof Error ? error.message : String(error)] };
    return [{ name: `${stage.name}, ${kill.name}, ${points.length} points`, wrong }];
  }
}

export function summary({ points, lost, doubled, other }: KillsResult): string {
  return `kills: ${points} points, ${lost.length} VMs lost, ${doubled.length} calls doubled, ${other.length} otherwise wrong`;
}

async function jobsOf(setup: E2eSetup, stage: Stage, isWanted: (stage: Stage, kill: Kill) => boolean): Promise<Job[]> {
  const kills = KILLS.filter((kill) => isWanted(stage, kill));
  const groups = kills.length > 0 ? inGroups(await recordPoints(setup, stage), SHARED_BY) : [];
  return kills.flatMap((kill) => groups.map((points) => ({ stage, kill, points })));
}
