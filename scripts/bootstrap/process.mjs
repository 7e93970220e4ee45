import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { say } from "./progress.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));

const GRACE_MS = 1000;
const STOPPING = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs Node in the foreground, and passes on signals and the exit code. */
export function runNode(args, env = {}) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } });
  const forward = (signal) => child.kill(signal);
  // A terminal sends Ctrl-C to the whole process group, including the child. A second one would make Pulumi give up at once.
  process.on("SIGINT", process.stdin.isTTY ? () => {} : forward);
  process.on("SIGTERM", forward);
  process.on("SIGHUP", forward);
  const watch = watchParent(() => forward("SIGTERM"));
  return exitCode(child).finally(() => clearInterval(watch));
}

// `npm run` starts this process through a shell and sends SIGTERM only to that shell, which dies and leaves us running.
function watchParent(onGone) {
  const parent = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, 200);
}

let isInterrupted = false;

/** Did a signal end a set-up step? Then nobody needs to be told why it failed. */
export function wasInterrupted() {
  return isInterrupted;
}

/** Runs a set-up step. Its output is shown only if it fails. After Ctrl-C it still returns, so that its caller can clean up. */
export async function runQuietly(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
  let grace;
  const interrupt = (signal) => {
    isInterrupted = true;
    child.kill(signal);
    // npm first puts back what it has replaced, for a minute or more; the next `npm ci` begins anew anyway.
    grace ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  for (const signal of STOPPING) process.on(signal, interrupt);
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await exitCode(child);
  clearTimeout(grace);
  for (const signal of STOPPING) process.off(signal, interrupt);
  if (code !== 0 && !isInterrupted) process.stderr.write(Buffer.concat(output));
  return code;
}

function exitCode(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      say(error.message);
      resolve(127);
    });
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
