import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cpuOf, runCommands, STEPS } from "./commands.js";
import { type Figure, ratio } from "./figures.js";
import type { Bench } from "./part.js";
import { median } from "./statistics.js";

const FILE = join(import.meta.dirname, "recorded.json");
const HOSTS = 50;
const ROUNDS = 2;
/** How much more than recorded is too much. The rest is noise of a shared machine. */
const TOLERANCE = 4 / 3;

/** By command: the CPU time of engine, program and provider, as a multiple of the smallest resource's. */
type Ratios = Record<string, number>;

/** A short bench that tells whether the resource has become dearer: by CPU time, which a busy machine changes little. */
export async function guard(bench: Bench, isToRecord: boolean): Promise<Figure[]> {
  const commands = await runCommands(bench, { hosts: HOSTS, rounds: ROUNDS, kinds: ["ours", "smallest"] });
  const measured = STEPS.map(({ name }) => {
    const [ours, smallest] = (["ours", "smallest"] as const).map((kind) => commands.of(kind, name).map(cpuOf)) as [
      number[],
      number[],
    ];
    return { name, ours, smallest };
  });
  if (isToRecord) {
    const ratios: Ratios = Object.fromEntries(
      measured.map(({ name, ours, smallest }) => [name, Number((median(ours) / median(smallest)).toFixed(2))]),
    );
    await writeFile(FILE, `${JSON.stringify(ratios, null, 2)}\n`);
  }
  const recorded: Ratios = JSON.parse(await readFile(FILE, "utf8"));
  return measured.map(({ name, ours, smallest }) =>
    ratio(
      `CPU time of ${name}, ${HOSTS} hosts, ${ROUNDS} rounds`,
      ours,
      smallest,
      "s",
      (recorded[name] ?? 0) * TOLERANCE,
    ),
  );
}
