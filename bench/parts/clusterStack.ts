import { cpuOf } from "../commands.js";
import { type Figure, value } from "../figures.js";
import type { Part } from "../part.js";
import { treeMemory } from "../processes.js";
import type { Operation, Run } from "../project.js";
import { say } from "../say.js";
import { scenario } from "../scenario.js";
import { AT_ONCE, settings, startSimulatorProcess } from "../simulatorProcess.js";
import { median } from "../statistics.js";

const VMS = 20;
const WAIT_S = 60;
const HOUR_S = 3600;
const MEGABYTE = 1e6;

/** One host of one cluster in its own stack, from which docs/scale.md calculates a thousand. */
export const clusterStack: Part = {
  name: "a stack of one cluster",
  why: `a host with ${VMS} VMs enters and exits several times, once slowly`,
  async run({ project, dir, full }) {
    let peak = 0;
    const watchEngine = (pid: number) => {
      peak = Math.max(peak, treeMemory(pid));
    };
    async function withSimulator(
      rounds: number,
      speed: number,
      timings = {},
    ): Promise<Record<"up" | "destroy", Run[]>> {
      const simulator = await startSimulatorProcess(dir, scenario([VMS], { timings }), speed);
      try {
        await project.setHosts(await simulator.hostIds());
        const run = (operation: Operation) => project.run("ours", operation, settings(simulator.url), { watchEngine });
        const runs = { up: [] as Run[], destroy: [] as Run[] };
        for (let round = 0; round < rounds; round += 1) {
          runs.up.push(await run("up"));
          runs.destroy.push(await run("destroy"));
          say(`  round ${round + 1} of ${rounds}`);
        }
        return runs;
      } finally {
        await simulator.close();
      }
    }

    const quick = await withSimulator(full ? 9 : 5, AT_ONCE);
    const slow = await withSimulator(1, 1, { ...NONE, shutdown: (WAIT_S * 1000) / (VMS / 5) });
    const cpu = (runs: readonly Run[]) => median(runs.map(cpuOf));
    const seconds = (runs: readonly Run[]) => median(runs.map((run) => run.seconds));
    const [slowUp] = slow.up;
    const waiting = slowUp
      ? ((cpuOf(slowUp) - cpu(quick.up)) / (slowUp.seconds - seconds(quick.up))) * HOUR_S
      : Number.NaN;
    const of = `one host × ${VMS} VMs in a stack of its own`;
    const figures: Figure[] = [];
    for (const [command, runs] of Object.entries(quick)) {
      figures.push(value(`CPU time of ${command}, ${of}`, cpu(runs), "s", undefined, spread(runs.map(cpuOf))));
      figures.push(
        value(`wall time of ${command}, ${of}`, seconds(runs), "s", undefined, spread(runs.map((run) => run.seconds))),
      );
    }
    figures.push(value("CPU time of an entry for each hour that it waits for CloudTower", waiting, "s"));
    figures.push(value(`peak memory of engine, program and provider together, ${of}`, peak / MEGABYTE, "MB"));
    return figures;
  },
};

/** Only what is waited for takes time. */
const NONE = { pending: 0, precheck: 0, liveMigrate: 0, coldMigrate: 0, powerOn: 0 };

function spread(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)} s`;
}
