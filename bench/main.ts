// `npm run bench`: measures what the resource costs. Each figure and its baseline come from the same run.
import { writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Figure, table } from "./figures.js";
import { guard } from "./guard.js";
import { machine } from "./machine.js";
import type { Part } from "./part.js";
import { clusterStack } from "./parts/clusterStack.js";
import { independentServer } from "./parts/independentServer.js";
import { lag } from "./parts/lag.js";
import { memory } from "./parts/memory.js";
import { polls } from "./parts/polls.js";
import { requests } from "./parts/requests.js";
import { rolling } from "./parts/rolling.js";
import { state } from "./parts/state.js";
import { wallTime } from "./parts/wallTime.js";
import { withProject } from "./project.js";
import { keep } from "./report.js";
import { say } from "./say.js";

const PARTS: Record<string, Part> = {
  wallTime,
  lag,
  polls,
  requests,
  state,
  memory,
  clusterStack,
  rolling,
  independentServer,
};

interface Flags {
  full: boolean;
  write: boolean;
  guard: boolean;
  record: boolean;
  only: string[];
  hosts?: number[];
}

const program = new Command("bench")
  .description("Measures the provider on the simulator and the real engine, against baselines from the same run")
  .option("--full", "more rounds, more hosts, and the memory of 300", false)
  .option("--hosts <n...>", "numbers of hosts for the wall time (default: 1 50; with --full 1 50 200 1000)", whole)
  .option("--write", "with --full: keep the table in docs/bench.md", false)
  .option("--guard", "only a short form, which fails if the resource has become a third dearer than recorded", false)
  .option("--record", "with --guard: record its ratios in bench/recorded.json", false)
  .option("--only <part...>", `parts to run: ${Object.keys(PARTS).join(", ")}`, Object.keys(PARTS))
  .action(run);

function whole(text: string, before: number[] = []): number[] {
  if (!/^[1-9][0-9]*$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return [...before, Number(text)];
}

async function run({ full, write, guard: isGuard, record, only, hosts }: Flags): Promise<void> {
  const [load = 0] = loadavg();
  await withProject(async (project) => {
    const bench = { project, dir: project.dir, full, hosts: hosts ?? (full ? [1, 50, 200, 1_000] : [1, 50]) };
    if (isGuard) {
      const figures = await guard(bench, record);
      console.log(table(figures));
      process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0;
      return;
    }
    const figures: Figure[] = [];
    for (const name of only) {
      const part = PARTS[name];
      if (!part) throw new Error(`no part ${name}: ${Object.keys(PARTS).join(", ")}`);
      say(`${part.name}: ${part.why}`);
      const started = performance.now();
      figures.push(...(await part.run(bench)));
      say(`${part.name}: ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const measured = machine(project.engine.version, load);
    console.log(`${measured}\n\n${table(figures)}`);
    if (write && full)
      await writeFile(join(import.meta.dirname, "..", "docs", "bench.md"), await keep(measured, figures));
  });
}

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
