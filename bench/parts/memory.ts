import { join } from "node:path";
import { type Figure, value } from "../figures.js";
import type { Part } from "../part.js";
import { peakMemory } from "../processes.js";
import { say } from "../say.js";
import { scenario, times } from "../scenario.js";
import { settings, startSimulatorProcess } from "../simulatorProcess.js";

const MEGABYTE = 1e6;
const MOST_MB = 250;
const VMS = 150;

/** Peak memory of the provider: its verbs for all hosts at once in a child process, and with --full also the real process. */
export const memory: Part = {
  name: "peak memory of the provider process",
  why: `hosts with ${VMS} VMs each enter and exit, and the engine writes all their VMs after each step`,
  async run({ project, dir, full }) {
    const hosts = full ? 300 : 100;
    const simulator = await startSimulatorProcess(dir, scenario(times(hosts, VMS)));
    try {
      await project.setHosts(await simulator.hostIds());
      const env = { ...settings(simulator.url), BENCH_VMS: String(VMS) };
      const of = `${hosts} hosts × ${VMS} VMs`;
      say(`  ${of}, all verbs at once in a child process`);
      const child = Number(await project.node(join(import.meta.dirname, "..", "verbs.cjs"), env)) / MEGABYTE;
      const figures = [value(`peak memory of the verbs for ${of}, all at once (child process)`, child, "MB", MOST_MB)];
      if (!full) return figures;
      const peaks: Record<"ours" | "noop", number> = { ours: 0, noop: 0 };
      for (const kind of ["noop", "ours"] as const) {
        say(`  ${of}, ${kind}, through the engine`);
        const watch = (pid: number) => {
          peaks[kind] = Math.max(peaks[kind], (peakMemory(pid) || 0) / MEGABYTE);
        };
        await project.run(kind, "up", env, { watch });
        await project.run(kind, "destroy", env, { watch });
      }
      const { ours, noop } = peaks;
      return [...figures, row(`peak memory of the real provider process for ${of}, default --parallel`, ours, noop)];
    } finally {
      await simulator.close();
    }
  },
};

function row(what: string, ours: number, baseline: number): Figure {
  return value(what, ours, "MB", MOST_MB, `${Math.round(baseline)} MB for the do-nothing resource`);
}
