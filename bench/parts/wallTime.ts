import { type Figure, ratio, value } from "../figures.js";
import type { Bench, Part } from "../part.js";
import { BASELINES, type Kind, type Operation, type Project, type Run } from "../project.js";
import { say } from "../say.js";
import { scenario, times } from "../scenario.js";
import { type SimulatorProcess, settings, startSimulatorProcess } from "../simulatorProcess.js";
import { median, short } from "../statistics.js";

const VMS = 5;

/** How much longer ours may take than the smallest resource that does nothing, with many hosts. */
const MOST: Record<string, number> = { preview: 1.25, up: 1.25, "unchanged up": 1.1, refresh: 1.25, destroy: 1.4 };
/** The same with one host. */
const MOST_OF_ONE = 1.08;
/** The same for the CPU time of engine, program and provider together. */
const MOST_CPU: Record<string, number> = { up: 1.35 };

const STEPS: { name: string; operation: Operation }[] = [
  { name: "preview", operation: "preview" },
  { name: "up", operation: "up" },
  { name: "unchanged up", operation: "up" },
  { name: "refresh", operation: "refresh" },
  { name: "destroy", operation: "destroy" },
];

/** For each step, its runs. */
type Runs = Record<Kind, Run[][]>;
const KINDS: readonly Kind[] = ["ours", ...BASELINES];

/** Wall time of each command, compared with a resource whose verbs do nothing. */
export const wallTime: Part = {
  name: "wall time of the commands",
  why: "each command starts the engine, a program and a provider, several times over",
  async run(bench) {
    const rounds = bench.full ? 5 : 2;
    const figures = [...(await measure(bench, 1, rounds)), ...(await measure(bench, 50, rounds))];
    if (!bench.full) return figures;
    return [...figures, ...(await measure(bench, 200, 3)), ...(await measure(bench, 1000, 1))];
  },
};

async function measure({ project, dir }: Bench, hosts: number, rounds: number): Promise<Figure[]> {
  const simulator = await startSimulatorProcess(dir, scenario(times(hosts, VMS)));
  try {
    await project.setHosts(await simulator.hostIds());
    const runs = Object.fromEntries(KINDS.map((kind) => [kind, STEPS.map(() => [])])) as unknown as Runs;
    for (let round = 0; round < rounds; round += 1) {
      // The second one finds warm caches, so they take turns.
      const turn = round % KINDS.length;
      for (const kind of [...KINDS.slice(turn), ...KINDS.slice(0, turn)]) {
        await once(project, simulator, kind, runs[kind]);
      }
      say(`  ${hosts} hosts: round ${round + 1} of ${rounds}`);
    }
    const rows = STEPS.flatMap(({ name }, at) => rowsOf(name, hosts, rounds, (kind) => runs[kind][at] ?? []));
    const total = runs.ours.flat().reduce((sum, { seconds }) => sum + seconds, 0);
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

async function once(project: Project, simulator: SimulatorProcess, kind: Kind, runs: Run[][]): Promise<void> {
  for (const [at, { operation }] of STEPS.entries()) {
    runs[at]?.push(await project.run(kind, operation, settings(simulator.url)));
  }
}

/** The rows of one command. */
function rowsOf(name: string, hosts: number, rounds: number, of: (kind: Kind) => Run[]): Figure[] {
  const what = `${name}, ${hosts} host${hosts === 1 ? "" : "s"}, ${rounds} rounds`;
  const seconds = (kind: Kind) => of(kind).map((run) => run.seconds);
  const cpu = (kind: Kind) => of(kind).map(({ cpu: { engine, program, provider } }) => engine + program + provider);
  const apart = (["engine", "program", "provider"] as const).map((part) => {
    const each = (kind: Kind) => (median(of(kind).map((run) => run.cpu[part])) / hosts) * 1000;
    return `${part} ${short(each("ours"))}, smallest ${short(each("smallest"))}`;
  });
  return [
    ratio(`${what}; smallest`, seconds("ours"), seconds("smallest"), "s", hosts === 1 ? MOST_OF_ONE : MOST[name]),
    ratio(`${what}; equal state`, seconds("ours"), seconds("noop"), "s"),
    ratio(`CPU time of ${what}; smallest`, cpu("ours"), cpu("smallest"), "s", hosts === 1 ? undefined : MOST_CPU[name]),
    { ...value(`CPU time a host of ${what}`, (median(cpu("ours")) / hosts) * 1000, "ms"), baseline: apart.join("; ") },
  ];
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
