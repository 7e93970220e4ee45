// Facts about other processes, from Linux's /proc. On other systems they are unknown.
import { readdirSync, readFileSync } from "node:fs";

const TICKS_A_SECOND = 100;

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** CPU time that a process has used, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Resident memory of a process, in bytes. */
export function residentMemory(pid: number): number {
  return kilobytes("VmRSS", pid) * 1024;
}

/** Peak resident memory of a process, in bytes. */
export function peakMemory(pid: number | "self"): number {
  return kilobytes("VmHWM", pid) * 1024;
}

function kilobytes(name: string, pid: number | "self"): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(read(`/proc/${pid}/status`))?.[1] ?? Number.NaN);
}

/** Processes below `root` whose command line contains `text`. */
export function findBelow(root: number, text: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(
    pids.map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1])]),
  );
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()].filter((pid) => isBelow(pid) && read(`/proc/${pid}/cmdline`).includes(text));
}
