import { expect, it } from "vitest";
import { checkProperty } from "./model/property";

const RUNS = 300;
/** The same stories every time, so that the result does not depend on luck. npm run torture runs new ones. */
const SEED = 12_947_247;

it("whatever happens, no VM is lost, no call is repeated, and the state has a session that existed", async () => {
  const { runs, seed, counts, failure } = await checkProperty({ runs: RUNS, seed: SEED });
  console.log(`model-based property: ${runs} runs, seed ${seed}, ${JSON.stringify(counts)}`);
  expect(failure).toBeUndefined();
}, 900_000);
