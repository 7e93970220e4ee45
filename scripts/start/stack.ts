import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { projectEnvironment } from "../engine/environment.js";
import { ownDirectory } from "../engine/ownDirectory.js";
import { killTree } from "../processTree.js";
import { showOutput } from "./output.js";

const ROOT = join(import.meta.dirname, "../..");

/** A stack of the project in the repository's root, which leaves nothing behind. */
export interface DemoStack {
  config(values: Record<string, string>): Promise<void>;
  /** Runs a command of the real CLI and shows what it says. @returns its exit code */
  run(...args: string[]): Promise<number | undefined>;
  /** The same for a command that has to succeed. */
  mustRun(...args: string[]): Promise<void>;
  /** Removes the stack with all its files; what still runs is killed. */
  close(): Promise<void>;
}

/**
 * Opens a stack in a temporary backend; `settings` are all that it knows of any CloudTower.
 * @param stop ends the command that runs, at once, and lets none begin
 */
export async function openStack(
  engineBin: string,
  settings: Record<string, string>,
  stop: AbortSignal,
): Promise<DemoStack> {
  const directory = await ownDirectory("start-");
  const dirs = { home: join(directory, "home"), backend: join(directory, "backend"), engine: engineBin };
  const temporary = join(directory, "tmp");
  await Promise.all([dirs.home, dirs.backend, temporary].map((path) => mkdir(path)));
  const env = {
    ...projectEnvironment(dirs),
    ...settings,
    // The program is checked by `npm run check`, and its types cost seconds on every run.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // Pulumi leaves files there, however it ends.
    TMPDIR: temporary,
  };
  // Pulumi keeps a stack's config beside Pulumi.yaml: a name of its own, so that two runs do not meet.
  const stack = `start-${process.pid}`;
  const colour = ["--color", process.stdout.isTTY ? "always" : "never"];

  async function run(...args: string[]): Promise<number | undefined> {
    stop.throwIfAborted();
    const child = execa(join(engineBin, "pulumi"), [...args, "--stack", stack, "--non-interactive", ...colour], {
      cwd: ROOT,
      env,
      extendEnv: false,
      stdin: "ignore",
      all: true,
      buffer: false,
      reject: false,
      // Not in the terminal's process group: at Ctrl-C it would wait for an entry to end.
      detached: true,
    });
    const kill = () => child.pid && killTree(child.pid);
    stop.addEventListener("abort", kill);
    try {
      await showOutput(child.all);
      const { exitCode } = await child;
      stop.throwIfAborted();
      return exitCode;
    } finally {
      stop.removeEventListener("abort", kill);
    }
  }

  async function mustRun(...args: string[]): Promise<void> {
    const exitCode = await run(...args);
    if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${exitCode}`);
  }

  async function close(): Promise<void> {
    await rm(join(ROOT, `Pulumi.${stack}.yaml`), { force: true });
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  const quieter = ["--suppress-permalink=true", "--suppress-progress"];
  try {
    await mustRun("stack", "init");
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async config(values) {
      const pairs = Object.entries(values).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
      await mustRun("config", "set-all", ...pairs);
    },
    run: (...args) => run(...args, ...quieter),
    mustRun: (...args) => mustRun(...args, ...quieter),
    close,
  };
}
