// An engine that is killed leaves its language host and its provider running, each in a process group of its own. Nothing
// points at them afterwards, so they have to be noted down before.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessInfo {
  pid: number;
  parent: number;
  command: string;
}

/** Every process below `pid`; on Windows, where no test kills, none. */
export function descendants(pid: number): ProcessInfo[] {
  const all = processes();
  const found: ProcessInfo[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Those that still are what they were: a number may have been given to another process meanwhile. */
export function stillRunning(noted: readonly ProcessInfo[]): ProcessInfo[] {
  if (noted.length === 0) return [];
  const commands = new Map(processes().map(({ pid, command }) => [pid, command]));
  return noted.filter(({ pid, command }) => commands.get(pid) === command);
}

export function killLeftovers(leftovers: readonly ProcessInfo[]): void {
  for (const { pid } of stillRunning(leftovers)) send(pid, "SIGKILL");
}

/** Kills a process and every one below it. They are stopped first, so that none of them starts another one meanwhile. */
export function killTree(pid: number): void {
  const stopped = new Set<number>();
  for (let found = [pid]; found.length > 0; found = pidsBelow(pid).filter((one) => !stopped.has(one))) {
    for (const one of found) {
      send(one, "SIGSTOP");
      stopped.add(one);
    }
  }
  for (const one of stopped) send(one, "SIGKILL");
}

function pidsBelow(pid: number): number[] {
  return descendants(pid).map((child) => child.pid);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal.
  }
}

function processes(): ProcessInfo[] {
  if (process.platform === "win32") return [];
  return process.platform === "linux" ? fromProc() : fromPs();
}

// Slim Linux images have no `ps`.
function fromProc(): ProcessInfo[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // "pid (name, which may hold anything) state parent …"
        const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        return [{ pid: Number(pid), parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
      } catch {
        return []; // It has ended.
      }
    });
}

function fromPs(): ProcessInfo[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), command: command ?? "" }] : [];
  });
}
