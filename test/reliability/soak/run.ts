import type { Project } from "../../../bench/project.js";
import { say } from "../../../bench/say.js";
import { type SimulatorProcess, settings, startSimulatorProcess } from "../../../bench/simulatorProcess.js";
import { short } from "../../../bench/statistics.js";
import { MemoryWatch } from "./memoryWatch.js";
import { longEntry } from "./scenario.js";

const NEVER_OVER_S = 5;

export interface SoakResult {
  /** One fact a line. */
  figures: string[];
  /** What went wrong. */
  wrong: string[];
}

/** An entry that takes that many minutes of real time, and the exit after it, through the real engine. */
export async function soak(project: Project, minutes: number): Promise<SoakResult> {
  const simulator = await startSimulatorProcess(project.dir, longEntry(minutes), 1);
  try {
    await project.setHosts(await simulator.hostIds());
    const before = places(await simulator.snapshot());
    const up = await enter(project, simulator, minutes);
    const destroy = await exit(project, simulator, before);
    return { figures: [...up.figures, ...destroy.figures], wrong: [...up.wrong, ...destroy.wrong] };
  } finally {
    await simulator.close();
  }
}

async function enter(project: Project, simulator: SimulatorProcess, minutes: number): Promise<SoakResult> {
  say(`up: the entry takes ${minutes} min`);
  const memory = new MemoryWatch();
  const { seconds } = await project.run("ours", "up", settings(simulator.url), { watch: memory.look });
  const ended = Date.now();
  const { tasks, hosts } = await simulator.snapshot();
  const requests = await simulator.requests();
  const task = tasks.find(({ description }) => description.includes("enters"));
  const finishedAt = task?.finishedAt ?? Number.NaN;
  const seenAt = requests.find(({ operation, at }) => operation === "GetTasks" && at >= finishedAt)?.at;
  const lag = ((seenAt ?? Number.NaN) - finishedAt) / 1000;
  const [resource] = await project.resources("ours");
  const { phase, shutdownVms, liveMigratedVms, offlineMigratedVms } = resource?.outputs ?? {};
  const vms = [shutdownVms, liveMigratedVms, offlineMigratedVms].map((list) => (list as unknown[] | undefined)?.length);
  const state = hosts.find(({ id }) => id === task?.resourceId)?.state;
  return {
    figures: [
      `up: ${short(seconds)} s, of which the task took ${short((finishedAt - (task?.createdAt ?? 0)) / 1000)} s`,
      `the task's end was seen ${short(lag)} s after it; up was over ${short((ended - finishedAt) / 1000)} s after it`,
      `requests of up: ${counted(requests.map(({ operation }) => operation))}; of them not answered well: ${counted(requests.filter(({ status }) => status !== 200).map(({ operation, status }) => `${operation} ${status || "cut off"}`))}`,
      `memory of the provider process: ${memory.figure}`,
      `state after up: ${phase}, ${vms.join(" + ")} VMs shut down, migrated live, migrated offline; host ${state}`,
    ],
    wrong: [
      ...(phase === "maintenance" && state === "MAINTENANCE_MODE" ? [] : ["the host is not in maintenance after up"]),
      ...(vms.join() === "4,12,4" ? [] : ["the state does not list each VM once"]),
      ...(lag <= NEVER_OVER_S ? [] : [`the end of the task was seen later than after ${NEVER_OVER_S} s`]),
    ],
  };
}

async function exit(project: Project, simulator: SimulatorProcess, before: string): Promise<SoakResult> {
  say("destroy");
  const { seconds } = await project.run("ours", "destroy", settings(simulator.url));
  const snapshot = await simulator.snapshot();
  const back = places(snapshot) === before;
  const left = (await project.resources("ours")).length;
  return {
    figures: [
      `destroy: ${short(seconds)} s; ${back ? "all" : "not all"} of ${snapshot.vms.length} VMs where and as they were before up; ${left} resources in the state`,
    ],
    wrong: [...(back ? [] : ["VMs are not back"]), ...(left === 0 ? [] : ["the resource is still in the state"])],
  };
}

/** Place and power of each VM. */
function places({ vms }: Awaited<ReturnType<SimulatorProcess["snapshot"]>>): string {
  return JSON.stringify(vms.map(({ name, hostName, power }) => [name, hostName, power]));
}

/** `GetTasks × 700, Login × 5`. */
function counted(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} × ${count}`).join(", ") || "none";
}
