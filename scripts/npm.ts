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
