import { Command, InvalidArgumentError, Option } from "commander";
import { type E2eSetup, installTemplate } from "../../e2e/harness/install.js";
import { tortureFaultCells } from "./faultCells.js";
import { tortureKills } from "./kills.js";
import { KINDS } from "./kindsOfServer.js";
import { type Part, tortureMatrix } from "./matrix.js";
import { tortureModel } from "./model.js";

const PARTS = ["matrix", "model", "kills", "engine-matrix"] as const;

interface Flags {
  runs: number;
  seed?: number;
  path?: string;
  only?: (typeof PARTS)[number][];
  short: boolean;
  kinds: string[];
}

const program = new Command("torture")
  .description("Faults, random stories and kills: shows that no VM is lost and no call doubled, or what loses one")
  .option("--runs <n>", "random stories", whole, 10_000)
  .option("--seed <n>", "of the first story; a failure prints its own", whole)
  .option("--path <path>", "of a story that failed, as its failure printed it")
  .option("--short", "of the fault matrix, with each kind of server only the cells that npm test takes of one", false)
  .addOption(
    new Option("--kinds <name...>", "of server, for the fault matrix")
      .choices([...KINDS.keys()])
      .default([...KINDS.keys()], "all"),
  )
  .addOption(new Option("--only <part...>", "some parts").choices(PARTS))
  .action(run);

async function run({ runs, seed, path, only, short, kinds }: Flags): Promise<void> {
  const parts: Record<(typeof PARTS)[number], () => Promise<Part>> = {
    matrix: () => tortureMatrix(kinds, short),
    model: () => tortureModel({ runs, seed, path }),
    kills: () => withEngine(tortureKills),
    "engine-matrix": () => withEngine(tortureFaultCells),
  };
  const results: Part[] = [];
  for (const name of PARTS) if (!only || only.includes(name)) results.push(await tried(name, parts[name]));
  for (const line of results.flatMap(({ figures }) => figures)) console.log(line);
  process.exitCode = results.some(({ failed }) => failed) ? 1 : 0;
}

/** What breaks one part off is no reason to lose the figures of the others. */
async function tried(name: string, part: () => Promise<Part>): Promise<Part> {
  try {
    return await part();
  } catch (error) {
    console.error(error);
    return { figures: [`${name}: interrupted: ${error instanceof Error ? error.message : error}`], failed: true };
  }
}

async function withEngine(part: (setup: E2eSetup) => Promise<Part>): Promise<Part> {
  const { setup, dispose } = await installTemplate();
  try {
    if ("error" in setup) return { figures: [setup.error], failed: true };
    return await part(setup);
  } finally {
    await dispose();
  }
}

function whole(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

void program.parseAsync();
