import { type Commands, cpuOf, runCommands, STEPS, type StepName } from "../commands.js";
import { type Figure, ratio, value } from "../figures.js";
import type { Bench, Part } from "../part.js";
import { BASELINES, type Kind, type Run } from "../project.js";
import { median, short } from "../statistics.js";

/** How much longer ours may take than the smallest resource that does nothing, with many hosts. */
const MOST: Record<StepName, number> = { preview: 1.25, up: 1.25, "unchanged up": 1.1, refresh: 1.25, destroy: 1.4 };
/** The same with one host. */
const MOST_OF_ONE = 1.08;
/** The same for the CPU time of engine, program and provider together. */
const MOST_CPU: Partial<Record<StepName, number>> = { up: 1.35 };
const KINDS: readonly Kind[] = ["ours", ...BASELINES];

/** Wall time of each command, compared with a resource whose verbs do nothing. */
export const wallTime: Part = {
  name: "wall time of the commands",
  why: "each command starts the engine, a program and a provider, several times over",
  async run(bench) {
    const figures: Figure[] = [];
    for (const hosts of bench.hosts) figures.push(...(await measure(bench, hosts, roundsOf(hosts, bench.full))));
    return figures;
  },
};

/** A thousand hosts take some twenty minutes a round, most of it the engine's own. */
function roundsOf(hosts: number, isFull: boolean): number {
  if (hosts > 500) return 1;
  return isFull ? 5 : 2;
}

async function measure(bench: Bench, hosts: number, rounds: number): Promise<Figure[]> {
  const commands = await runCommands(bench, { hosts, rounds, kinds: KINDS });
  const rows = STEPS.flatMap(({ name }) => rowsOf(name, hosts, rounds, (kind) => commands.of(kind, name)));
  const total = STEPS.flatMap(({ name }) => commands.of("ours", name)).reduce((sum, { seconds }) => sum + seconds, 0);
  const simulators = `the simulator's CPU time in all of ours, ${counted(hosts)}`;
  return [
    ...rows,
    { ...value(simulators, commands.simulator.cpu, "s"), baseline: `${Math.round(total)} s of wall time` },
    requests(commands, hosts, rounds),
  ];
}

/** The rows of one command. */
function rowsOf(name: StepName, hosts: number, rounds: number, of: (kind: Kind) => Run[]): Figure[] {
  const what = `${name}, ${counted(hosts)}, ${rounds} rounds`;
  const seconds = (kind: Kind) => of(kind).map((run) => run.seconds);
  const cpu = (kind: Kind) => of(kind).map(cpuOf);
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
function requests({ simulator: { operations } }: Commands, hosts: number, rounds: number): Figure {
  const counts = new Map<string, number>();
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  const parts = [...counts].map(([operation, count]) => `${operation} ${(count / rounds / hosts).toFixed(2)}`);
  const what = `requests a host in a round of these five commands, ${counted(hosts)}`;
  return { ...value(what, operations.length / rounds / hosts, ""), baseline: parts.join(", ") };
}

function counted(hosts: number): string {
  return hosts === 1 ? "1 host" : `${hosts} hosts`;
}
