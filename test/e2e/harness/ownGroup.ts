import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { killTree } from "../../../scripts/processTree.js";

/**
 * Starts a command as from a terminal: in a process group of its own, which gets what is typed there. When the test ends, it is killed
 * with all that it has started.
 * @param after what is left to do then
 */
export function startInOwnGroup(
  command: string,
  args: readonly string[],
  { after, ...options }: { cwd: string; env: NodeJS.ProcessEnv; after?: () => Promise<void> },
) {
  const child = spawn(command, args, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const pid = child.pid as number;
  const closed = once(child, "close");
  onTestFinished(async () => {
    killTree(pid);
    await closed;
    await after?.();
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  return {
    pid,
    /** What it has printed so far. */
    text: () => output,
    ctrlC: () => process.kill(-pid, "SIGINT"),
    done: closed.then(([code]) => ({ code, output })),
  };
}
