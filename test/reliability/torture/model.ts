import { checkProperty, type PropertyOptions } from "../model/property.js";
import type { Part } from "./matrix.js";
import { elapsed, withProgress } from "./progress.js";

/** The model-based property in the long mode. A failure is printed at once, with seed and path. */
export async function tortureModel(options: Omit<PropertyOptions, "onRun">): Promise<Part> {
  const since = Date.now();
  let done = 0;
  const { runs, seed, counts, failure } = await withProgress("model-based property", (progress) =>
    checkProperty({
      ...options,
      onRun: () => {
        done += 1;
        progress.tell(`${done} of ${options.runs} runs`);
      },
    }),
  );
  if (failure) console.error(failure);
  const { verbs = 0, failed = 0, destroyed = 0, kills = 0 } = counts;
  const outcome = failure ? "1 counterexample" : "0 counterexamples";
  return {
    figures: [
      `model-based property: ${runs} runs (seed ${seed}), ${verbs} verbs, ${failed} of them failed cleanly, ${kills} were killed, ${destroyed} sessions ended, ${outcome} (${elapsed(since)})`,
    ],
    failed: failure !== undefined,
  };
}
