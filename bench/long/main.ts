// `npm run long`: an entry of 40 minutes by the clock on the wall, through the real engine and the packed package.
import { loadavg } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { machine } from "../machine.js";
import { withProject } from "../project.js";
import { longRun } from "./run.js";

const program = new Command("long")
  .description(
    "One entry that takes long in real time, then the exit: is its end seen, is the memory flat, are the VMs back?",
  )
  .option("--minutes <n>", "how long the entry takes, from 1 on", minutes, 40)
  .action(run);

async function run(flags: { minutes: number }): Promise<void> {
  const [load = 0] = loadavg();
  await withProject(async (project) => {
    const { figures, wrong } = await longRun(project, flags.minutes);
    console.log([machine(project.engine.version, load), "", ...figures.map((figure) => `- ${figure}`)].join("\n"));
    for (const what of wrong) console.log(`WRONG: ${what}`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  });
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 1 && value <= 24 * 60))
    throw new InvalidArgumentError("It must be from 1 to 1440.");
  return value;
}

program.parseAsync().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
