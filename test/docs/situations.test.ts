import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { situations } from "../../scripts/generate/situations";

it("docs/situations.md is what npm run generate writes", () => {
  expect(readFileSync(join(__dirname, "../../docs/situations.md"), "utf8")).toBe(situations());
});
