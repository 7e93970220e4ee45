// `npm run soak`: an entry that takes 40 minutes of real time, through the real engine and the packed package.
import { loadavg } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { machine } from "../../../bench/machine.js";
import { withProject } from "../../../bench/project.js";
import { soak } from "./run.js";

const program = new Command("soak")
  .description(
    "A long entry in real time, then the exit: is its end seen, does the memory stay flat, are the VMs back?",
  )
  .option("--minutes <n>", "how long the entry takes, from 1 on", minutes, 40)
  .action(run);

async function run(flags: { minutes: number }): Promise<void> {
  const [load = 0] = loadavg();
  await withProject(async (project) => {
    const { figures, wrong } = await soak(project, flags.minutes);
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
