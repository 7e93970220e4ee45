import type { E2eSetup } from "../../e2e/harness/install.js";
import { runKills, summary } from "../engine/runKills.js";
import type { Part } from "./matrix.js";
import { elapsed, withProgress } from "./progress.js";

/** The real engine killed at every request. */
export async function tortureKills(setup: E2eSetup): Promise<Part> {
  const since = Date.now();
  const result = await withProgress("kills", (progress) =>
    runKills(setup, { onPoints: (done, of) => progress.tell(`${done} of ${of} points`) }),
  );
  const wrong = [...result.lost, ...result.doubled, ...result.other];
  for (const text of wrong) console.error(text);
  return { figures: [`${summary(result)} (${elapsed(since)})`], failed: wrong.length > 0 };
}
