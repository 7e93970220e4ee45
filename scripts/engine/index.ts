import { join } from "node:path";
import { say, step } from "../bootstrap/progress.mjs";
import { fillCache, underLock } from "../fetchCache.js";
import { buildEngine, cliModule } from "./build.js";
import { chooseFetch, chooseInstalled, type Installation, noEngineMessage } from "./decide.js";
import { archiveFor, downloadEngine } from "./download.js";
import { cacheRoot } from "./layout.js";
import { goNeeded, probeDirectory, probeDownload, probeGo, probePath } from "./probe.js";
import { ENGINE_VERSION } from "./version.js";

export interface Engine {
  /** Must come first on PATH, where Pulumi looks for its language host. */
  binDir: string;
  pulumi: string;
  version: string;
}

/**
 * Finds the real Pulumi engine, or fetches it once per user: `pulumi` on PATH, our cache, the official archive by its hash, a
 * build from Go modules. Says on stderr what it does when that takes time.
 */
export async function ensureEngine(): Promise<Engine> {
  const root = cacheRoot();
  const binDir = join(root, "bin");
  const onPath = await probePath();
  const installed = chooseInstalled(onPath) ?? chooseInstalled(await probeDirectory(binDir));
  if (installed) return engine(installed);

  return underLock(root, "engine", async () => {
    // The previous holder of the lock may have fetched it.
    const fetched = chooseInstalled(await probeDirectory(binDir));
    if (fetched) return engine(fetched);
    await fetchEngine(root, onPath);
    const installation = chooseInstalled(await probeDirectory(binDir));
    if (!installation) throw new Error(`The Pulumi engine fetched into ${binDir} does not work.`);
    return engine(installation);
  });
}

async function fetchEngine(root: string, onPath: Installation | undefined): Promise<void> {
  say(`engine: no Pulumi engine found on PATH or in ${root}; fetching ${ENGINE_VERSION}, once for this user`);
  const [downloadProblem, go] = await Promise.all([probeDownload(archiveFor()?.url), probeGo(cliModule)]);
  const facts = { downloadProblem, go };
  const archive = archiveFor();
  if (archive && chooseFetch(facts) === "download") {
    try {
      return await step(`engine: downloading Pulumi ${ENGINE_VERSION}`, () =>
        fillCache(root, (temporary) => downloadEngine(temporary, archive)),
      );
    } catch (error) {
      facts.downloadProblem = (error as Error).message.trim();
    }
  }
  if (chooseFetch(facts) === undefined) {
    throw new Error(noEngineMessage({ ...facts, onPath, goNeeded: goNeeded(cliModule) }));
  }
  say(`engine: official download: ${facts.downloadProblem}`);
  say("engine: so it is built from Go modules: some 4 minutes on 2 cores, the first time only");
  await fillCache(root, (temporary) => buildEngine(join(temporary, "bin")));
}

function engine({ binDir, pulumi, version }: Installation): Engine {
  return { binDir, pulumi, version: version ?? ENGINE_VERSION };
}
