import { startIndependentServer } from "../../test/e2e/independentServer.js";
import { cpuOf, runCommands, STEPS } from "../commands.js";
import { type Figure, ratio } from "../figures.js";
import type { Part } from "../part.js";
import type { Kind } from "../project.js";

const HOSTS = 50;
const ROUNDS = 3;

/** The commands against a server that shares nothing with the simulator: what they cost does not come from the simulator. */
export const independentServer: Part = {
  name: "another server than the simulator",
  why: "the commands again",
  async run(bench) {
    const clusters = Array.from({ length: HOSTS }, (_, index) => {
      const number = String(index).padStart(2, "0");
      return { name: `old-${number}`, hosts: [`node-${number}`, `spare-${number}`], vms: [5, 0] };
    });
    const { urls, calls, hosts, close } = await startIndependentServer(clusters, { page: 100, known: 1, ended: 1 });
    const server = {
      url: urls[0] ?? "",
      // It runs in this process.
      cpu: () => Number.NaN,
      hostIds: async () => hosts.filter(({ name }) => name.startsWith("node")).map(({ id }) => id),
      operations: async () => calls,
      close: async () => close(),
    };
    const kinds: Kind[] = ["ours", "smallest"];
    const commands = await runCommands(bench, { hosts: HOSTS, rounds: ROUNDS, kinds, server });
    return STEPS.flatMap(({ name }): Figure[] => {
      const what = `${name}, ${HOSTS} hosts, ${ROUNDS} rounds, another server; smallest`;
      const seconds = (kind: Kind) => commands.of(kind, name).map((run) => run.seconds);
      const cpu = (kind: Kind) => commands.of(kind, name).map(cpuOf);
      return [
        ratio(what, seconds("ours"), seconds("smallest"), "s"),
        ratio(`CPU time of ${what}`, cpu("ours"), cpu("smallest"), "s"),
      ];
    });
  },
};
