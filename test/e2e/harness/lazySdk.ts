import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Lets Pulumi's SDK load npm's dependency resolver and TypeScript's compiler only if they are used. It loads both at each start, for
 * functions that it serializes, and our resources have none: they are more than half of what a program and a provider process
 * cost before they begin. (SDK 3.248.0) Programs in TypeScript load the compiler as ever. `npm start`, the bench and the tests of
 * installations use the SDK as it is.
 *
 * An engine that is built from Go modules has a language host that does not pass on the project's option `typescript: false`, with
 * which a program loads no compiler. Here it is read, as with Pulumi's own one.
 */
export async function loadLazily(nodeModules: string): Promise<void> {
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
  await writeFile(
    join(nodeModules, "@pulumi", "pulumi", "typescript-shim.js"),
    `module.exports = new Proxy({}, { get: (_, name) => require("typescript")[name] });
`,
  );
  await replace(
    join(nodeModules, "@pulumi", "pulumi", "cmd", "run", "run.js"),
    'process.env["PULUMI_NODEJS_TYPESCRIPT"] === "true"',
    (found) => `${found} && !/"typescript": false/.test(fs.readFileSync("Pulumi.yaml", "utf8"))`,
  );
}

async function replace(file: string, found: string, by: (found: string) => string): Promise<void> {
  const text = await readFile(file, "utf8");
  if (!text.includes(found)) throw new Error(`${file} does not have ${found}: see lazySdk.ts`);
  await writeFile(
    file,
    text.replace(found, () => by(found)),
  );
}
