import { expect, it } from "vitest";
import { runMatrix, summary } from "./matrix/runMatrix";

it("every fault at every request of an entry and exit: the verb recovers, or fails cleanly and can be continued", async () => {
  const result = await runMatrix({ short: true });
  console.log(summary(result));
  expect(result.wrong).toEqual([]);
}, 900_000);
