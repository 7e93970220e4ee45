import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs Node in the foreground, and passes on signals and the exit code. */
export function runNode(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
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

/** Runs a set-up step. Its output is shown only if it fails. */
export async function runQuietly(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const code = await exitCode(child);
  if (code !== 0) process.stderr.write(Buffer.concat(output));
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
