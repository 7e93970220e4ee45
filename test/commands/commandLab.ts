import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type CommandSpec, type Ended, followCommand } from "../../provider/commands";
import type { Start } from "../../provider/commands/record";
import { startWithGrace } from "../../provider/commands/start";

/** A directory for a record, which startCommand makes. What the test leaves running is killed when it ends. */
export function recordDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), "pulumi-cloudtower-commands-"));
  const directory = join(parent, "record");
  onTestFinished(() => {
    killAll(directory);
    rmSync(parent, { recursive: true, force: true });
  });
  return directory;
}

function killAll(directory: string): void {
  try {
    const { wrapper, command } = startOf(directory);
    kill(-command.pid);
    kill(wrapper.pid);
  } catch {
    // Nothing was started, or the test has damaged the record.
  }
}

export function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

export function startOf(directory: string): Start {
  return JSON.parse(readFileSync(join(directory, "start.json"), "utf8"));
}

/** What to start, with this text as the command. */
export function specOf(command: string, options: Partial<CommandSpec> = {}): CommandSpec {
  const env = { PATH: process.env.PATH ?? "" };
  return { directory: recordDirectory(), command, cwd: tmpdir(), env, masks: {}, limitMs: 60_000, ...options };
}

/** Starts a command. @returns its directory */
export async function start(command: string, options: Partial<CommandSpec> = {}, graceMs = 10_000): Promise<string> {
  const spec = specOf(command, options);
  await startWithGrace(spec, graceMs);
  return spec.directory;
}

/** Follows a command. `seen` resolves when a line with this text came. */
export function follow(directory: string, stop = new AbortController()) {
  onTestFinished(() => stop.abort());
  const lines: string[] = [];
  const waiting: { text: string; resolve: () => void }[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    for (const { text, resolve } of waiting) if (line.includes(text)) resolve();
  };
  const end = followCommand(directory, { signal: stop.signal, onLine });
  // Most tests wait for it, and some only for a line.
  end.catch(() => undefined);
  const seen = (text: string) =>
    new Promise<void>((resolve) => {
      if (lines.some((line) => line.includes(text))) resolve();
      else waiting.push({ text, resolve });
    });
  return { lines, end, seen };
}

/** Runs a command to its end. */
export async function run(
  command: string,
  options: Partial<CommandSpec> = {},
  graceMs?: number,
): Promise<{ directory: string; lines: string[]; ended: Ended }> {
  const directory = await start(command, options, graceMs);
  const { lines, end } = follow(directory);
  const ended = await end;
  if (ended.is !== "ended") throw new Error(`the command is ${ended.is}`);
  return { directory, lines, ended };
}
