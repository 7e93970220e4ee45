import { createRequire } from "node:module";
import { join } from "node:path";

/** What the stub in every state requires, in Pulumi's provider process. */
const SUBPATH = "pulumi-cloudtower/dynamic";

/** Pulumi starts a program by this. Elsewhere (Automation API, tests) nothing tells where the provider will run. */
const RUN_BY_CLI = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/;

/** Where the program was started; it may have gone elsewhere since. */
const STARTED_IN = process.cwd();

let known: { problem: string | undefined } | undefined;

/**
 * Why the provider process could not find this package: told in the program, before Pulumi's own words for it come up,
 * which help nobody. Looked for once in a process.
 * @param forward a function of the stub
 */
export function installationProblem(forward: (...a: never[]) => unknown): string | undefined {
  known ??= { problem: bundledProblem(String(forward)) ?? (isRunByCli() ? unresolvedProblem(STARTED_IN) : undefined) };
  return known.problem;
}

function isRunByCli(): boolean {
  return RUN_BY_CLI.test(process.argv[1] ?? "");
}

/**
 * A bundler that takes this package in rewrites `require` to what only the bundle knows, and Pulumi cannot write that
 * into the state.
 * @param text of a function of the stub
 */
export function bundledProblem(text: string): string | undefined {
  if (/(?<![\w$.])require\(\s*(["'`])pulumi-cloudtower\/dynamic\1\s*\)/.test(text)) return undefined;
  return "the package pulumi-cloudtower was built into a bundle, where Pulumi's provider process cannot load it. Keep it out of the bundle (esbuild: --external:pulumi-cloudtower), and in node_modules";
}

/** The provider process resolves the package from the directory of the program, whoever imports it there. */
export function unresolvedProblem(directory: string): string | undefined {
  try {
    createRequire(join(directory, "program.js")).resolve(SUBPATH);
    return undefined;
  } catch {
    return `the package pulumi-cloudtower cannot be found from ${directory}, the directory of the Pulumi program, where Pulumi's provider process looks for it. Add it to the dependencies of that project itself, even if only a library imports it`;
  }
}
