import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** A process that cannot be mistaken for another one that got its number later. */
export interface ProcessId {
  pid: number;
  /** As the system says it, to be compared only. */
  startTime: string;
}

interface ProcessInfo extends ProcessId {
  group: number;
}

/** The process with this number, if one runs. */
export function processWith(pid: number): ProcessId | undefined {
  const [found] = look(pid);
  return found && { pid, startTime: found.startTime };
}

export function isRunning({ pid, startTime }: ProcessId): boolean {
  return processWith(pid)?.startTime === startTime;
}

/** The processes that run in the group that `leader` began. It may have ended before them. */
export function groupOf(leader: ProcessId): number[] {
  const now = processWith(leader.pid);
  // While a group exists, the system does not give its number to a new process.
  if (now && now.startTime !== leader.startTime) return [];
  return look()
    .filter(({ group }) => group === leader.pid)
    .map(({ pid }) => pid);
}

/** Those that have ended, and whose parent has not noticed yet, are left out. */
function look(pid?: number): ProcessInfo[] {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

// Slim Linux images have no `ps`.
function fromProc(pid?: number): ProcessInfo[] {
  const pids = pid === undefined ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [String(pid)];
  return pids.flatMap((one) => {
    try {
      // "pid (name, which may hold anything) state parent group …", and the start time is the 22nd
      const fields = readFileSync(`/proc/${one}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (/^[ZX]/.test(fields[0] ?? "")) return [];
      return [{ pid: Number(one), group: Number(fields[2]), startTime: fields[19] ?? "" }];
    } catch {
      return []; // It has ended.
    }
  });
}

/** Exported for its test: on Linux it is not used. */
export function fromPs(pid?: number): ProcessInfo[] {
  const which = pid === undefined ? ["-A"] : ["-p", String(pid)];
  return psLines([...which, "-o", "pid=,pgid=,stat=,lstart="]).flatMap((line) => {
    const [, one, group, state, startTime] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (!one || !startTime || state?.startsWith("Z")) return [];
    return [{ pid: Number(one), group: Number(group), startTime }];
  });
}

function psLines(args: string[]): string[] {
  const env = { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  try {
    return execFileSync("ps", args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n");
  } catch (error) {
    // So `ps -p` says that there is none.
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}
