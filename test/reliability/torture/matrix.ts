import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { type MatrixResult, summary } from "../matrix/runMatrix.js";
import { inProcess, sums } from "./inProcess.js";
import { elapsed, withProgress } from "./progress.js";

export interface Part {
  figures: string[];
  failed: boolean;
}

/**
 * The fault matrix with several kinds of server, on every core.
 * @param kinds their names
 * @param short of each kind the cells that `npm test` takes of the usual one
 */
export async function tortureMatrix(kinds: readonly string[], short: boolean): Promise<Part> {
  const since = Date.now();
  // A fifth of the time goes by in waiting for requests that get no answer: one more than there are cores uses it.
  const limit = pLimit(availableParallelism() + 1);
  const results = await limit.map(kinds, async (name) => {
    const result = await withProgress(`fault matrix, ${name}`, (progress) =>
      inProcess<MatrixResult>("kinds/main.ts", [name, short ? "short" : "whole"], (done, of) =>
        progress.tell(`${done} cells (of ${of} at most)`),
      ).catch(brokenOff),
    );
    for (const wrong of result.wrong) console.error(`${name}: ${wrong}`);
    // The rest may take hours, and be interrupted.
    console.error(`${name}: ${summary(result)}`);
    return { name, result };
  });
  const total = sum(results.map(({ result }) => result));
  return {
    figures: [
      ...results.map(({ name, result }) => `  ${name}: ${summary(result)}`),
      `${summary(total)} (${kinds.length} kinds of server, ${elapsed(since)})`,
    ],
    failed: total.wrong.length > 0,
  };
}

/** The figures of other kinds are told all the same. */
function brokenOff(error: unknown): MatrixResult {
  return { cells: 0, converged: 0, failedCleanly: 0, wrong: [String(error instanceof Error ? error.stack : error)] };
}

function sum(results: readonly MatrixResult[]): MatrixResult {
  const { cells = 0, converged = 0, failedCleanly = 0 } = sums(results.map(({ wrong: _, ...counts }) => counts));
  return { cells, converged, failedCleanly, wrong: results.flatMap(({ wrong }) => wrong) };
}
