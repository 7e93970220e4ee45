// `npm run generate`: writes the generated files. A test checks that each of them is up to date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { situations } from "./situations.js";

const root = join(import.meta.dirname, "../..");
const contract = join(root, "provider/cloudtower/contract");

await execa("npx", [
  "openapi-typescript",
  join(contract, "cloudtower.openapi.yaml"),
  "--output",
  join(contract, "types.ts"),
]);
writeFileSync(join(root, "docs/situations.md"), situations());
