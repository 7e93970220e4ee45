import type { E2eSetup } from "../../e2e/harness/install.js";
import { runFaultCells, summary } from "../engine/runFaultCells.js";
import type { Part } from "./matrix.js";
import { elapsed, withProgress } from "./progress.js";

/** Four commands: some three hundred cells, those that wait for an answer that never comes included. */
const PER_STAGE = 78;

/** A large sample of the fault matrix, with the real engine. */
export async function tortureFaultCells(setup: E2eSetup): Promise<Part> {
  const since = Date.now();
  const result = await withProgress("fault matrix through the engine", (progress) =>
    runFaultCells(setup, {
      samples: [{ perStage: PER_STAGE }],
      onCells: (done, of) => progress.tell(`${done} of ${of} cells`),
    }),
  );
  for (const text of result.wrong) console.error(text);
  return { figures: [`${summary(result)} (${elapsed(since)})`], failed: result.wrong.length > 0 };
}
