import pLimit from "p-limit";
import type { E2eSetup } from "../../e2e/harness/install.js";
import type { Wrong } from "../support/wrongAtTheEnd.js";
import { KILLS, type Kill, killAt, recordPoints } from "./kills.js";
import type { Point } from "./points.js";
import { STAGES, type Stage } from "./stages.js";

/** Two commands at once keep two cores busy. */
const AT_ONCE = 2;
/** As many as one engine serves without making the others wait long. */
const SHARED_BY = 26;

export interface KillsOptions {
  /** Which points to try. Default: all. */
  isWanted?: (stage: Stage, kill: Kill, point: Point) => boolean;
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

/** Kills engines at every request of create, update and delete, and goes on each time as the README says. */
export async function runKills(
  setup: E2eSetup,
  { isWanted = () => true, onPoints }: KillsOptions = {},
): Promise<KillsResult> {
  const limit = pLimit(AT_ONCE);
  const jobs = (await limit.map(STAGES, (stage) => jobsOf(setup, stage, isWanted))).flat();
  const total = jobs.reduce((sum, { points }) => sum + points.length, 0);
  const result: KillsResult = { points: 0, lost: [], doubled: [], other: [] };
  await limit.map(jobs, async ({ stage, kill, points }) => {
    for (const { name, wrong } of await killAt(setup, stage, kill, points)) {
      result.points += 1;
      for (const key of ["lost", "doubled", "other"] as const) {
        result[key].push(...wrong[key].map((text) => `${name}: ${text}`));
      }
    }
    onPoints?.(result.points, total);
  });
  return result;
}

export function summary({ points, lost, doubled, other }: KillsResult): string {
  return `kills: ${points} points, ${lost.length} VMs lost, ${doubled.length} calls doubled, ${other.length} otherwise wrong`;
}

async function jobsOf(setup: E2eSetup, stage: Stage, isWanted: NonNullable<KillsOptions["isWanted"]>): Promise<Job[]> {
  const every = await recordPoints(setup, stage);
  return KILLS.flatMap((kill) => {
    const points = every.filter((point) => isWanted(stage, kill, point));
    return inGroups(points, kill.isShared ? SHARED_BY : 1).map((group) => ({ stage, kill, points: group }));
  });
}

function inGroups<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
