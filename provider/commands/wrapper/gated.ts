import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { WrapperSpec } from "../spec";

/**
 * The shell waits until it may begin, so that its process id is on disk before the command runs. If the wrapper is killed before
 * that, `read` finds the end of the pipe, and the command never runs.
 */
const GATE = 'read -r CLOUDTOWER_GATE <&3 || exit 126; unset CLOUDTOWER_GATE; exec 3<&-; exec /bin/sh -c "$1" sh';

/** A command that is ready to run. */
export interface Gated {
  pid: number;
  output: Socket;
  /** The exit code, or the signal that ended it. */
  exited: Promise<[number | null, string | null]>;
  open: () => void;
}

/** Starts the shell in a process group of its own. @throws Error if it cannot be started */
export async function openGated({ directory, command, cwd, env }: WrapperSpec): Promise<Gated> {
  const { reader, writer } = makePipe(join(directory, "pipe"));
  const child = spawn("/bin/sh", ["-c", GATE, "sh", command], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", writer, writer, "pipe"],
  });
  closeSync(writer);
  // From the start, because it may be killed before it is let through.
  const exited = new Promise<[number | null, string | null]>((resolve) => {
    child.once("exit", (...how) => resolve(how));
  });
  await once(child, "spawn");
  const gate = child.stdio[3] as Writable;
  // The shell was killed already: its end says so.
  gate.on("error", () => undefined);
  return {
    pid: child.pid as number,
    output: new Socket({ fd: reader, readable: true, writable: false }),
    exited,
    open: () => gate.end("go\n"),
  };
}

/** A real pipe. Node would make a socket, on which `echo … > /dev/stderr` fails; and one pipe keeps the order of what is printed. */
function makePipe(path: string): { reader: number; writer: number } {
  execFileSync("mkfifo", ["-m", "600", path], { stdio: "ignore" });
  try {
    // Without waiting for a writer, who then does not wait for a reader.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return { reader, writer: openSync(path, "w") };
  } finally {
    rmSync(path);
  }
}
