import { createRequire } from "node:module";
import { join } from "node:path";

/** The module that every state requires, in Pulumi's provider process. */
const SUBPATH = "pulumi-cloudtower/dynamic";

/** The script by which Pulumi starts programs. Elsewhere (Automation API, tests) it is unknown where the provider will run. */
const RUN_BY_CLI = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/;

/** Read at once, because the program may change its directory. */
const STARTED_IN = process.cwd();

let known: { problem: string | undefined } | undefined;

/**
 * Why Pulumi's provider process could not find this package, if so. The program reports this before Pulumi does, whose own
 * messages do not help. Checked once per process.
 */
export function installationProblem(): string | undefined {
  known ??= { problem: RUN_BY_CLI.test(process.argv[1] ?? "") ? unresolvedProblem(STARTED_IN) : undefined };
  return known.problem;
}

/** The provider process resolves the package from the program's directory, even if only a library imports it. */
export function unresolvedProblem(directory: string): string | undefined {
  try {
    createRequire(join(directory, "program.js")).resolve(SUBPATH);
    return undefined;
  } catch {
    return `the package pulumi-cloudtower cannot be found from ${directory}, the directory of the Pulumi program, where Pulumi's provider process looks for it. Add it to the dependencies of that project itself, even if only a library imports it, or the program is a bundle that includes it`;
  }
}
