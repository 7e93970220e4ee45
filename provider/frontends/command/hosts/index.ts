import type { Command } from "commander";
import { CloudTowerError } from "../../../cloudtower";
import { connect } from "../../../connect";
import { SettingsError } from "../../../settings";
import { asName } from "../../../text/foreign";
import { type SettingsOptions, sourcesOf, withSettings } from "../settings";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { asText } from "./report";
import { survey } from "./survey";

interface Options extends SettingsOptions {
  cluster?: string;
  inMaintenance?: true;
  json?: true;
}

/** `hosts`: which hosts are in maintenance, since when, whose and why, and what their VMs are owed. */
export function addHosts(program: Command, surroundings: Surroundings, ends: (code: ExitCode) => void): void {
  withSettings(
    program
      .command("hosts")
      .description("list every host: its maintenance, since when, whose and why, its VMs, and what is owed")
      .option("--cluster <name>", "only the hosts of this cluster, by its name or id")
      .option("--in-maintenance", "only hosts that are not in use"),
  )
    .option("--json", "print JSON")
    .action(async (options: Options) => ends(await hosts(options, surroundings)));
}

async function hosts(
  { cluster, inMaintenance, json, ...options }: Options,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { output } = surroundings;
  try {
    const { sources } = await sourcesOf(options, surroundings);
    const tell = { warn: output.note, info: output.note, debug: (line: string) => output.note(`cloudtower: ${line}`) };
    const { cloudTower, settings } = connect(sources, options.connection, tell);
    const fleet = await survey(cloudTower, settings.journalDir, { cluster, inMaintenance });
    if (fleet.total === 0) {
      const which = cluster === undefined ? "no host" : `no host of a cluster ${asName(cluster)}`;
      output.note(`${cloudTower.server} shows ${which} to this user`);
      return EXIT.problems;
    }
    if (json) output.json(fleet);
    else output.print(await asText(fleet, output.width));
    return EXIT.well;
  } catch (error) {
    if (!(error instanceof SettingsError) && !(error instanceof CloudTowerError)) throw error;
    output.note(`${error.message}\npulumi-cloudtower check, with the same options, looks for everything that is wrong`);
    return EXIT.problems;
  }
}
