// `npm run long`: an entry of 40 minutes by the clock on the wall, through the real engine and the packed package.
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ensureEngine } from "../../scripts/engine/index.js";
import { machine } from "../machine.js";
import { Project } from "../project.js";
import { say } from "../say.js";
import { longRun } from "./run.js";

const program = new Command("long")
  .description(
    "One entry that takes long in real time, then the exit: is its end seen, is the memory flat, are the VMs back?",
  )
  .option("--minutes <n>", "how long the entry takes, from 1 on", minutes, 40)
  .action(run);

async function run(flags: { minutes: number }): Promise<void> {
  const [load = 0] = loadavg();
  const engine = await ensureEngine();
  const dir = await realpath(await mkdtemp(join(tmpdir(), "pulumi-cloudtower-long-")));
  try {
    say("installing the packed package into a project of its own");
    const project = new Project(dir, engine);
    await project.install();
    const { figures, wrong } = await longRun(project, flags.minutes);
    console.log([machine(engine.version, load), "", ...figures.map((figure) => `- ${figure}`)].join("\n"));
    for (const what of wrong) console.log(`WRONG: ${what}`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  }
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
