import { Command, InvalidArgumentError } from "commander";
import { tortureMatrix } from "./matrix.js";
import { tortureModel } from "./model.js";

interface Flags {
  runs: number;
  seed?: number;
  path?: string;
  only?: "matrix" | "model";
}

const program = new Command("torture")
  .description("Faults and random stories without end: shows that no VM is lost and no call doubled, or what loses one")
  .option("--runs <n>", "random stories", whole, 10_000)
  .option("--seed <n>", "of the first story; a failure prints its own", whole)
  .option("--path <path>", "of a story that failed, as its failure printed it")
  .option("--only <part>", "matrix or model", part)
  .action(run);

async function run({ runs, seed, path, only }: Flags): Promise<void> {
  const lines: string[] = [];
  let failed = false;
  if (only !== "model") {
    const matrix = await tortureMatrix();
    lines.push(...matrix.figures);
    failed ||= matrix.failed;
  }
  if (only !== "matrix") {
    const model = await tortureModel({ runs, seed, path });
    lines.push(...model.figures);
    failed ||= model.failed;
  }
  for (const line of lines) console.log(line);
  process.exitCode = failed ? 1 : 0;
}

function whole(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value)) throw new InvalidArgumentError("It must be a whole number.");
  return value;
}

function part(text: string): "matrix" | "model" {
  if (text !== "matrix" && text !== "model") throw new InvalidArgumentError("It must be matrix or model.");
  return text;
}

void program.parseAsync();
