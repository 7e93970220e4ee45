import type { Bench } from "./part.js";
import type { Kind, Operation, Run } from "./project.js";
import { say } from "./say.js";
import { scenario, times } from "./scenario.js";
import { type SimulatorProcess, settings, startSimulatorProcess } from "./simulatorProcess.js";

/** What each host has. */
const VMS = 5;

/** The commands of one round, in their order. */
export const STEPS = [
  { name: "preview", operation: "preview" },
  { name: "up", operation: "up" },
  { name: "unchanged up", operation: "up" },
  { name: "refresh", operation: "refresh" },
  { name: "destroy", operation: "destroy" },
] as const satisfies { name: string; operation: Operation }[];

export type StepName = (typeof STEPS)[number]["name"];

export interface Commands {
  /** The runs of one command, round by round. */
  of(kind: Kind, name: StepName): Run[];
  simulator: {
    /** CPU time of all runs, in seconds. */
    cpu: number;
    /** The operation of each request. */
    operations: string[];
  };
}

/** A server that the commands talk to. */
type Server = Pick<SimulatorProcess, "url" | "cpu" | "hostIds" | "operations" | "close">;

interface What {
  hosts: number;
  rounds: number;
  kinds: readonly Kind[];
  /** Default: the simulator. */
  server?: Server;
}

/** Runs the commands with some hosts, for each kind by turns, so that no kind always finds warm caches. Closes the server. */
export async function runCommands({ project, dir }: Bench, { hosts, rounds, kinds, server }: What): Promise<Commands> {
  const simulator = server ?? (await startSimulatorProcess(dir, scenario(times(hosts, VMS))));
  try {
    await project.setHosts(await simulator.hostIds());
    const runs = new Map<string, Run[]>();
    const of = (kind: Kind, name: StepName) => runs.get(`${kind} ${name}`) ?? [];
    for (let round = 0; round < rounds; round += 1) {
      const turn = round % kinds.length;
      for (const kind of [...kinds.slice(turn), ...kinds.slice(0, turn)]) {
        for (const { name, operation } of STEPS) {
          const run = await project.run(kind, operation, settings(simulator.url));
          runs.set(`${kind} ${name}`, [...of(kind, name), run]);
        }
      }
      say(`  ${hosts} hosts: round ${round + 1} of ${rounds}`);
    }
    return { of, simulator: { cpu: simulator.cpu(), operations: await simulator.operations() } };
  } finally {
    await simulator.close();
  }
}

/** CPU time of engine, program and provider together, in seconds. */
export function cpuOf({ cpu: { engine, program, provider } }: Run): number {
  return engine + program + provider;
}
