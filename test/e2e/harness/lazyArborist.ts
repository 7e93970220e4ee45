import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Loads npm's dependency resolver only if it is used. Pulumi's SDK loads it at each start, for functions that it serializes, and our
 * resources have none: that is a third of what a program and a provider process cost before they begin. (SDK 3.248.0)
 */
export async function loadArboristLazily(nodeModules: string): Promise<void> {
  const [own, whole] = ["arborist", "whole-arborist"].map((name) => join(nodeModules, "@npmcli", name)) as [
    string,
    string,
  ];
  await rename(own, whole);
  await mkdir(own);
  await writeFile(join(own, "package.json"), JSON.stringify({ name: "@npmcli/arborist", main: "index.js" }));
  await writeFile(
    join(own, "index.js"),
    `Object.defineProperty(exports, "__esModule", { value: true });
Object.defineProperty(exports, "Arborist", { enumerable: true, get: () => require("../whole-arborist").Arborist });
`,
  );
}
