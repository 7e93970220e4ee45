import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { strippedEnvironment } from "./engine/environment.js";

/** Runs npm, the same that runs this command if there is one. @returns its stdout */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const script = process.env.npm_execpath;
  const [file, first] = script && /npm-cli\.c?js$/.test(script) ? [process.execPath, [script]] : ["npm", []];
  const { stdout } = await execa(file, [...first, ...args], { cwd, env: strippedEnvironment(), extendEnv: false });
  return stdout;
}

/** The file that `npm pack --json` has written. */
export function packedName(output: string): string {
  const packed: unknown = JSON.parse(output);
  // An array up to npm 11, an object by package name after that.
  const [first] = Object.values(packed as Record<string, { filename: string }>);
  if (!first) throw new Error(`npm pack named no file: ${output}`);
  return first.filename;
}

/**
 * Fetches a package without its dependencies, checks it, and unpacks it below `root`. Nothing of it is run.
 * @param spec name and version
 * @param sha512 as the registry gives it
 * @returns the directory of its files
 */
export async function unpackFromNpm(spec: string, sha512: string, root: string): Promise<string> {
  const pack = ["pack", spec, "--json", "--ignore-scripts", "--pack-destination", root];
  const archive = join(root, packedName(await npm(pack, root)));
  const found = createHash("sha512")
    .update(await readFile(archive))
    .digest("base64");
  if (found !== sha512) {
    throw new Error(`${archive} is not what was released: its SHA-512 is ${found}. Nothing of it was run`);
  }
  await execa("tar", ["-xzf", archive, "-C", root]);
  return join(root, "package");
}
