// A sample of the fault matrix with the real engine: those cells that do not wait long. npm run torture takes more.
import { expect, it } from "vitest";
import { isQuick } from "../reliability/engine/faultCells.js";
import { runFaultCells, summary } from "../reliability/engine/runFaultCells.js";
import { readySetup } from "./harness/index.js";

it("a command that meets a fault copes, or says so and can be gone on from", async () => {
  const result = await runFaultCells(readySetup(), { perStage: 8, isWanted: isQuick });
  console.log(summary(result));
  expect(result.wrong).toEqual([]);
  expect(result.cells).toBeGreaterThanOrEqual(20);
}, 900_000);
