import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeDirectory, PRIVATE_DIRECTORY } from "../disk/makeDirectory";
import { launch } from "./launch";
import { readStart } from "./record";
import type { CommandSpec } from "./spec";

/** What a command has to end in after SIGTERM. */
const GRACE_MS = 10_000;

/**
 * Starts a command. Resolves when its start is safe on disk; the command then goes on without us.
 * @throws Error if it was not started
 */
export function startCommand(spec: CommandSpec): Promise<void> {
  return startWithGrace(spec, GRACE_MS);
}

/** @param graceMs between SIGTERM and SIGKILL at the time limit */
export async function startWithGrace(spec: CommandSpec, graceMs: number): Promise<void> {
  if (process.platform === "win32") {
    throw new Error("commands need Linux, macOS or another Unix: on Windows, run Pulumi in WSL");
  }
  const [directory, cwd] = [resolve(spec.directory), resolve(spec.cwd)];
  if (!(await isDirectory(cwd))) throw new Error(`the command cannot be started in ${cwd}: there is no such directory`);
  await makeDirectory(dirname(directory));
  await mkdir(directory, { mode: PRIVATE_DIRECTORY });
  const { error } = await launch({ ...spec, directory, cwd, graceMs });
  if (error === undefined) return;
  // A wrapper that was killed cannot answer, though it may have started the command.
  const start = await readStart(directory).catch(() => undefined);
  if (start && !("isCalledOff" in start)) return;
  await rm(directory, { recursive: true, force: true });
  throw new Error(`the command could not be started: ${error}`);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
