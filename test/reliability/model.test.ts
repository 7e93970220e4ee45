import { expect, it } from "vitest";
import { checkProperty } from "./model/property";

const RUNS = 300;

it("whatever happens, no VM is lost, no call is doubled, and the state tells of a session that was", async () => {
  const { runs, seed, counts, failure } = await checkProperty({ runs: RUNS });
  console.log(`model-based property: ${runs} runs, seed ${seed}, ${JSON.stringify(counts)}`);
  expect(failure).toBeUndefined();
}, 900_000);
