import { readFileSync, readlinkSync } from "node:fs";

/** How the engine shows messages: rows in a terminal, or one line after the other. */
export type Display = "rows" | "lines" | "unknown";

/** With these the engine prints lines in a terminal too. (`-j` is `--json`.) */
const LINES = /^(--(non-interactive|diff|json)(=true)?|-j)$/;

/**
 * Where the engine draws rows, a passing message is replaced by the next one. Elsewhere, it is a line like any other. Only Linux
 * shows the arguments of another process.
 */
export function displayOf(enginePid: number, env: NodeJS.ProcessEnv = process.env): Display {
  if (env.CI || env.TERM === "dumb") return "lines";
  try {
    const command = readFileSync(`/proc/${enginePid}/cmdline`, "utf8").split("\0");
    if (command.some((argument) => LINES.test(argument))) return "lines";
    const isTerminal = (fd: number) => /^\/dev\/(pts\/|tty)/.test(readlinkSync(`/proc/${enginePid}/fd/${fd}`));
    return isTerminal(0) && isTerminal(1) ? "rows" : "lines";
  } catch {
    return "unknown";
  }
}

const UP = ["up", "update"];
const NOT_UP = ["destroy", "down", "dn", "refresh", "preview", "pre"];

/**
 * Was the engine started to make what the program says, and not to destroy? Only Linux shows the arguments of another process.
 * @returns undefined if that is not known
 */
export function isUp(enginePid: number): boolean | undefined {
  try {
    const words = readFileSync(`/proc/${enginePid}/cmdline`, "utf8").split("\0");
    // The names of stacks and resources, which may be such words, come after the command.
    const command = words.find((word) => UP.includes(word) || NOT_UP.includes(word));
    return command !== undefined && UP.includes(command);
  } catch {
    return undefined;
  }
}

/** {@link displayOf} in a program, which the language host has started, and the engine that one. */
export function displayOfProgram(): Display {
  try {
    const host = readFileSync(`/proc/${process.ppid}/cmdline`, "utf8");
    // A program may also run without an engine above it, as in Automation API.
    if (!/pulumi-language-nodejs/.test(host)) return "unknown";
    const [, enginePid] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, "utf8")) ?? [];
    return displayOf(Number(enginePid));
  } catch {
    return "unknown";
  }
}
