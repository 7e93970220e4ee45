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

/** Memory of a process and all below it, in bytes. What several of them share is counted once. */
export function treeMemory(root: number): number {
  const proportional = Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${root}/smaps_rollup`))?.[1] ?? 0) * 1024;
  return childrenOf(root).reduce((sum, child) => sum + treeMemory(child), proportional);
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

/** CPU time of a command by part, in seconds. */
export interface CpuOf {
  engine: number;
  program: number;
  provider: number;
}

const LOOK_MS = 50;

/** Adds up the CPU time of a command's processes, by looking at them until it ends. What they use after the last look is lost. */
export class CpuWatch {
  readonly #root: number;
  readonly #seen = new Map<number, { part: keyof CpuOf; seconds: number }>();
  readonly #timer: NodeJS.Timeout;

  /** @param root the engine's process */
  constructor(root: number) {
    this.#root = root;
    this.#timer = setInterval(() => this.#look(root), LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  get total(): CpuOf {
    const total: CpuOf = { engine: 0, program: 0, provider: 0 };
    for (const { part, seconds } of this.#seen.values()) total[part] += seconds;
    return total;
  }

  #look(pid: number): void {
    const seconds = cpuSeconds(pid);
    if (Number.isNaN(seconds)) return;
    // A process that has just ended has no command line any more.
    const part = this.#partOf(pid) ?? this.#seen.get(pid)?.part ?? "program";
    this.#seen.set(pid, { part, seconds });
    for (const child of childrenOf(pid)) this.#look(child);
  }

  #partOf(pid: number): keyof CpuOf | undefined {
    const command = read(`/proc/${pid}/cmdline`);
    if (command === "") return undefined;
    if (command.includes("dynamic-provider") || command.includes("pulumi-resource-")) return "provider";
    return pid === this.#root ? "engine" : "program";
  }
}

/** Children of all threads of a process: Go starts processes from any of them. */
function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
