import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { projectEnvironment } from "../engine/environment.js";
import { ownDirectory } from "../engine/ownDirectory.js";

const ROOT = join(import.meta.dirname, "../..");

/** A stack of the project in the repository's root, which leaves nothing behind. */
export interface DemoStack {
  config(values: Record<string, string>): Promise<void>;
  /** Runs a command of the real CLI and shows what it says. @returns its exit code */
  run(...args: string[]): Promise<number | undefined>;
  /** The same for a command that has to succeed. */
  mustRun(...args: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a stack in a temporary backend; `settings` are all that it knows of any CloudTower. */
export async function openStack(engineBin: string, settings: Record<string, string>): Promise<DemoStack> {
  const directory = await ownDirectory("start-");
  const dirs = { home: join(directory, "home"), backend: join(directory, "backend"), engine: engineBin };
  await Promise.all([mkdir(dirs.home), mkdir(dirs.backend)]);
  const env = {
    ...projectEnvironment(dirs),
    ...settings,
    // The program is checked by `npm run check`, and its types cost seconds on every run.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  // Pulumi keeps a stack's config beside Pulumi.yaml: a name of its own, so that two runs do not meet.
  const stack = `start-${process.pid}`;
  const pulumi = (args: string[], stdio: "inherit" | "pipe", reject = true) =>
    execa(join(engineBin, "pulumi"), [...args, "--stack", stack, "--non-interactive"], {
      cwd: ROOT,
      env,
      extendEnv: false,
      stdio: ["ignore", stdio, stdio],
      reject,
    });
  const show = (args: string[], reject: boolean) =>
    pulumi([...args, "--suppress-permalink=true", "--suppress-progress"], "inherit", reject);
  await execa(join(engineBin, "pulumi"), ["stack", "init", stack, "--non-interactive"], {
    cwd: ROOT,
    env,
    extendEnv: false,
  });
  return {
    async config(values) {
      const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
      await pulumi(["config", "set-all", ...pairs], "pipe");
    },
    async run(...args) {
      const { exitCode } = await show(args, false);
      return exitCode;
    },
    async mustRun(...args) {
      await show(args, true);
    },
    async close() {
      await pulumi(["stack", "rm", "--yes", "--force"], "pipe");
      await rm(directory, { recursive: true, force: true });
    },
  };
}
