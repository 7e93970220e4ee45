import { expect, it } from "vitest";
import { runMatrix, summary } from "./matrix/runMatrix";

it("every fault at every request of enter and exit: the verb copes, or says so and can be gone on from", async () => {
  const result = await runMatrix({ short: true });
  console.log(summary(result));
  expect(result.wrong).toEqual([]);
}, 900_000);
