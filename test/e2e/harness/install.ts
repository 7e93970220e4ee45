// Once per run: the engine, and a template project with the packed package installed as a user would install it.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import manifest from "../../../package.json" with { type: "json" };
import { projectEnvironment } from "../../../scripts/engine/environment.js";
import { ensureEngine } from "../../../scripts/engine/index.js";
import { ownDirectory } from "../../../scripts/engine/ownDirectory.js";
import { npm, packedName } from "../../../scripts/npm.js";
import { startCli } from "./cli.js";
import { loadLazily } from "./lazySdk.js";
import { projectFiles } from "./programFiles.js";

export interface E2eSetup {
  engineBin: string;
  /** The packed package. */
  tarball: string;
  /**
   * A directory whose node_modules holds the installed tarball, @pulumi/pulumi and TypeScript; and an empty stack with its
   * backend.
   */
  template: string;
}

/** The stack of every project. */
export const STACK = "dev";

const checkout = join(import.meta.dirname, "..", "..", "..");

/** What projects are made from; call `dispose` when there are none any more, also when set-up has failed. */
export async function installTemplate(): Promise<{
  setup: E2eSetup | { error: string };
  dispose: () => Promise<void>;
}> {
  const dir = await ownDirectory("e2e-");
  const dispose = () => rm(dir, { recursive: true, force: true });
  try {
    const { binDir } = await ensureEngine();
    const installed = await installPackage(dir);
    await initStack(binDir, installed.template);
    return { setup: { engineBin: binDir, ...installed }, dispose };
  } catch (error) {
    return { setup: { error: `set-up of the real engine failed: ${(error as Error).message}` }, dispose };
  }
}

async function installPackage(dir: string): Promise<Omit<E2eSetup, "engineBin">> {
  // Vitest may have been started directly, with an old dist/.
  await execa(process.execPath, [join(checkout, "scripts", "run.mjs"), "prepare"], { stdio: ["ignore", 2, "inherit"] });
  // Without scripts: the package is built, and a second build would change dist/ under another run.
  const pack = await npm(["pack", "--ignore-scripts", "--json", "--pack-destination", dir], checkout);
  const tarball = join(dir, packedName(pack));

  const template = join(dir, "template");
  await installBeside(template, tarball, manifest.devDependencies["@pulumi/pulumi"]);
  await loadLazily(join(template, "node_modules"));
  return { tarball, template };
}

/** Installs the package into a new directory, with TypeScript and a version of Pulumi's SDK. */
export async function installBeside(dir: string, tarball: string, sdk: string): Promise<void> {
  await mkdir(dir);
  await writeFile(join(dir, "package.json"), JSON.stringify({ name: "template", private: true }));
  const { typescript, "@types/node": nodeTypes } = manifest.devDependencies;
  const packages = [tarball, `@pulumi/pulumi@${sdk}`, `typescript@${typescript}`, `@types/node@${nodeTypes}`];
  await npm(["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", ...packages], dir);
}

/** The oldest SDK that the package allows. */
export const OLDEST_SDK = manifest.peerDependencies["@pulumi/pulumi"].replace("^", "");

async function initStack(engineBin: string, template: string): Promise<void> {
  const dirs = { home: join(template, "home"), backend: join(template, "backend"), engine: engineBin };
  await Promise.all([mkdir(dirs.home), mkdir(dirs.backend)]);
  await writeFile(join(template, "Pulumi.yaml"), projectFiles("esm")["Pulumi.yaml"] ?? "");
  const init = startCli(join(engineBin, "pulumi"), ["stack", "init", STACK], {
    cwd: template,
    env: projectEnvironment(dirs),
  });
  const { code, all } = await init.done;
  if (code !== 0) throw new Error(`pulumi stack init ended with ${code}:\n${all}`);
}
