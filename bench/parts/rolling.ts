import { cpuOf } from "../commands.js";
import { type Figure, value } from "../figures.js";
import type { Part } from "../part.js";
import { treeMemory } from "../processes.js";
import { rollingScenario } from "../scenario.js";
import { settings, startSimulatorProcess } from "../simulatorProcess.js";

const CLUSTERS = 40;
const HOSTS = 5;
const VMS = 5;
const MEGABYTE = 1e6;

/** Every host of many clusters in one stack: a command that does nothing, on each in maintenance. */
export const rolling: Part = {
  name: "a rolling maintenance",
  why: `${CLUSTERS * HOSTS} hosts in ${CLUSTERS} clusters, each in its turn, in one stack`,
  async run({ project, dir }) {
    const scenario = rollingScenario(CLUSTERS, HOSTS, VMS);
    const simulator = await startSimulatorProcess(dir, scenario);
    try {
      const clusters = scenario.clusters.map(({ name }) => name);
      const env = { ...settings(simulator.url), BENCH_ROLLING: JSON.stringify(clusters) };
      let peak = 0;
      const watchEngine = (pid: number) => {
        peak = Math.max(peak, treeMemory(pid));
      };
      const up = await project.run("ours", "up", env, { watchEngine });
      const { length: requests } = await simulator.requests();
      const again = await project.run("ours", "up", env);
      const { length: all } = await simulator.requests();
      await project.run("ours", "destroy", env);
      const hosts = CLUSTERS * HOSTS;
      const of = `${hosts} hosts in ${CLUSTERS} clusters`;
      const figures: Figure[] = [
        value(`wall time of up, ${of}`, up.seconds, "s"),
        value(`CPU time of up, ${of}`, cpuOf(up), "s"),
        value(`requests a host of up, ${of}`, requests / hosts, ""),
        value(`peak memory of engine, program and provider together, ${of}`, peak / MEGABYTE, "MB"),
        value(`wall time of an unchanged up, ${of}`, again.seconds, "s"),
        value(`requests of an unchanged up, ${of}`, all - requests, ""),
      ];
      return figures;
    } finally {
      await simulator.close();
    }
  },
};
