import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PATHS } from "../../../provider/cloudtower/operations";

const contract = join(__dirname, "../../../provider/cloudtower/contract");

describe("the contract", () => {
  it("is what the types were generated from", async () => {
    const { stdout } = await execa("npx", ["openapi-typescript", join(contract, "cloudtower.openapi.yaml")]);
    expect(stdout.trim()).toBe(readFileSync(join(contract, "types.ts"), "utf8").trim());
  });

  it("has each operation if we send it", () => {
    const { paths } = parse(readFileSync(join(contract, "cloudtower.openapi.yaml"), "utf8"));
    const byOperation = Object.fromEntries(
      Object.entries<{ post?: { operationId: string } }>(paths).map(([path, { post }]) => [post?.operationId, path]),
    );
    expect(byOperation).toMatchObject(PATHS);
  });
});
