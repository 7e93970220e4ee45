import { createRequire } from "node:module";
import { join } from "node:path";

/** What every state requires, in Pulumi's provider process. */
const SUBPATH = "pulumi-cloudtower/dynamic";

/** Pulumi starts a program by this. Elsewhere (Automation API, tests) nothing tells where the provider will run. */
const RUN_BY_CLI = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/;

/** Where the program was started; it may have gone elsewhere since. */
const STARTED_IN = process.cwd();

let known: { problem: string | undefined } | undefined;

/**
 * Why the provider process could not find this package: told in the program, before Pulumi's own words for it come up,
 * which help nobody. Looked for once in a process.
 */
export function installationProblem(): string | undefined {
  known ??= { problem: RUN_BY_CLI.test(process.argv[1] ?? "") ? unresolvedProblem(STARTED_IN) : undefined };
  return known.problem;
}

/** The provider process resolves the package from the directory of the program, whoever imports it there. */
export function unresolvedProblem(directory: string): string | undefined {
  try {
    createRequire(join(directory, "program.js")).resolve(SUBPATH);
    return undefined;
  } catch {
    return `the package pulumi-cloudtower cannot be found from ${directory}, the directory of the Pulumi program, where Pulumi's provider process looks for it. Add it to the dependencies of that project itself, even if only a library imports it or a bundle has it in it`;
  }
}
