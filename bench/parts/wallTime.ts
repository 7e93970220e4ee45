import { type Figure, ratio, value } from "../figures.js";
import type { Bench, Part } from "../part.js";
import type { Kind, Operation, Project } from "../project.js";
import { say } from "../say.js";
import { scenario, times } from "../scenario.js";
import { type SimulatorProcess, settings, startSimulatorProcess } from "../simulatorProcess.js";

/** Ours may take a tenth longer than a resource that does nothing. */
const MOST = 1.1;
const VMS = 5;

const STEPS: { name: string; operation: Operation }[] = [
  { name: "preview", operation: "preview" },
  { name: "up", operation: "up" },
  { name: "unchanged up", operation: "up" },
  { name: "refresh", operation: "refresh" },
  { name: "destroy", operation: "destroy" },
];

type Seconds = Record<Kind, number[][]>;

/** Wall time of each command, compared with a resource whose verbs do nothing. */
export const wallTime: Part = {
  name: "wall time of the commands",
  why: "each command starts the engine, a program and a provider, several times over",
  async run(bench) {
    const figures = [
      ...(await measure(bench, 1, bench.full ? 5 : 3)),
      ...(await measure(bench, 100, bench.full ? 3 : 2)),
    ];
    return bench.full ? [...figures, ...(await measure(bench, 1000, 1))] : figures;
  },
};

async function measure({ project, dir }: Bench, hosts: number, rounds: number): Promise<Figure[]> {
  const simulator = await startSimulatorProcess(dir, scenario(times(hosts, VMS)));
  try {
    await project.setHosts(await simulator.hostIds());
    const seconds: Seconds = { ours: STEPS.map(() => []), noop: STEPS.map(() => []) };
    for (let round = 0; round < rounds; round += 1) {
      // The second one finds warm caches, so they take turns.
      const kinds: Kind[] = round % 2 === 0 ? ["ours", "noop"] : ["noop", "ours"];
      for (const kind of kinds) await once(project, simulator, kind, seconds[kind]);
      say(`  ${hosts} hosts: round ${round + 1} of ${rounds}`);
    }
    const of = (name: string) => `${name}, ${hosts} host${hosts === 1 ? "" : "s"}, ${rounds} rounds`;
    const rows = STEPS.map(({ name }, at) => {
      const [ours = [], noop = []] = [seconds.ours[at], seconds.noop[at]];
      return ratio(of(name), ours, noop, "s", MOST);
    });
    const total = seconds.ours.flat().reduce((sum, one) => sum + one, 0);
    const cpu = value(
      `the simulator's CPU time in all of ours, ${hosts} host${hosts === 1 ? "" : "s"}`,
      simulator.cpu(),
      "s",
    );
    return [
      ...rows,
      { ...cpu, baseline: `${Math.round(total)} s of wall time` },
      ...(await requests(simulator, hosts, rounds)),
    ];
  } finally {
    await simulator.close();
  }
}

async function once(project: Project, simulator: SimulatorProcess, kind: Kind, seconds: number[][]): Promise<void> {
  for (const [at, { operation }] of STEPS.entries()) {
    const run = await project.run(kind, operation, settings(simulator.url));
    seconds[at]?.push(run.seconds);
  }
}

/** The requests of a round of commands, as the engine runs them. */
async function requests(simulator: SimulatorProcess, hosts: number, rounds: number): Promise<Figure[]> {
  const all = await simulator.operations();
  const each = all.length / rounds / hosts;
  const counts = new Map<string, number>();
  for (const operation of all) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const parts = [...counts].map(([operation, count]) => `${operation} ${(count / rounds / hosts).toFixed(2)}`);
  const what = `requests a host in a round of these five commands, ${hosts} host${hosts === 1 ? "" : "s"}`;
  return [{ ...value(what, each, ""), baseline: parts.join(", ") }];
}
