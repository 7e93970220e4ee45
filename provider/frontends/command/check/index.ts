import type { Command } from "commander";
import { withSettings } from "../settings";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { type CheckOptions, findings } from "./findings";
import { asText, counts } from "./report";

interface Options extends CheckOptions {
  json?: true;
}

/** `check`: could an entry go well now? */
export function addCheck(program: Command, surroundings: Surroundings, ends: (code: ExitCode) => void): void {
  withSettings(
    program
      .command("check")
      .description(
        "check the settings, CloudTower, the user's rights, the clusters, the journal and Pulumi; change nothing",
      )
      .option("--cluster <name>", "look at this cluster only, by its name or id"),
  )
    .option("--json", "print JSON")
    .action(async ({ json, ...options }: Options) => {
      const found = await findings(options, surroundings);
      const { output } = surroundings;
      if (json) output.json({ ...counts(found), findings: found });
      else output.print(await asText(found, output.width));
      ends(counts(found).problems === 0 ? EXIT.well : EXIT.problems);
    });
}
