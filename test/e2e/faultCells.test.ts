// A sample of the fault matrix with the real engine: cells that do not wait long, and some of those that wait with
// patience. npm run torture takes more.
import { expect, it } from "vitest";
import { isOutage, isPatient, isQuick } from "../reliability/engine/faultCells.js";
import { runFaultCells, summary } from "../reliability/engine/runFaultCells.js";
import { readySetup } from "./harness/index.js";

it("a command that meets a fault recovers, or fails cleanly and can be continued", async () => {
  const result = await runFaultCells(readySetup(), {
    samples: [
      { perStage: 8, isWanted: isQuick },
      { perStage: 2, isWanted: isPatient },
      { perStage: 1, isWanted: (cell) => isOutage(cell.fault) && isPatient(cell) },
    ],
  });
  console.log(summary(result));
  expect(result.wrong).toEqual([]);
  expect(result.cells).toBeGreaterThanOrEqual(30);
}, 900_000);
