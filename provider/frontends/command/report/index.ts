import { type Command, Option } from "commander";
import { journalDirectory, type KeptReceipt, readReceipts } from "../../../journal";
import { readJournalSetting, SettingsError } from "../../../settings";
import { unlessBarred } from "../journal";
import { paragraph } from "../layout";
import { type SettingsOptions, sourcesOf } from "../settings";
import { EXIT, type ExitCode, type Surroundings } from "../surroundings";
import { chosen } from "./choose";
import { asHtml } from "./html";
import { asList } from "./list";
import { asMarkdown } from "./markdown";
import { type Report, reportOf } from "./view";
import { inWords } from "./words";

type Format = "md" | "html" | "json";

interface Options extends Pick<SettingsOptions, "stack" | "journalDir"> {
  list?: boolean;
  json?: boolean;
  format?: Format;
}

const HELP =
  "SESSION is the id that --list shows, the name of a host for its last session, or the path of a receipt; without it, the report is of the last session of all. Only sessions that have ended have a receipt: pulumi-cloudtower hosts shows the others. The receipts of other machines are on these.";

/** Adds the command `report`, which reads receipts and asks nobody. */
export async function addReport(
  program: Command,
  surroundings: Surroundings,
  ends: (code: ExitCode) => void,
): Promise<void> {
  const help = await paragraph(surroundings.output.width, HELP);
  program
    .command("report")
    .argument("[session]", "which session")
    .description("tells what happened in a session that has ended, from its receipt: for a change ticket")
    .option("--list", "list past sessions, the newest first")
    .addOption(new Option("--format <format>", "md, html or json").choices(["md", "html", "json"]))
    .option("--json", "the same as --format json; with --list, the list")
    .option(
      "--stack <name>",
      "take the journal's directory from the config of this stack of the Pulumi project in this directory",
    )
    .option("--journal-dir <directory>", "cloudtower:journalDir")
    .addHelpText("after", `\n${help}`)
    .action(async (session: string | undefined, options: Options) => {
      ends(await report(session, options, surroundings));
    });
}

async function report(session: string | undefined, options: Options, surroundings: Surroundings): Promise<ExitCode> {
  const { output, cwd } = surroundings;
  const directory = await directoryOf(options, surroundings);
  if ("problem" in directory) {
    output.note(directory.problem);
    return EXIT.problems;
  }
  const { receipts, problems } = await unlessBarred(directory.path, { receipts: [] }, readReceipts);
  for (const problem of problems) output.note(problem);
  if (options.list) {
    // Nothing to list is no news if not all was read.
    if (receipts.length > 0 || problems.length === 0 || isJson(options)) {
      await printList(receipts.map(reportOf), directory.path, options, surroundings);
    }
    return problems.length > 0 ? EXIT.problems : EXIT.well;
  }
  const kept = chosen(receipts, session, cwd);
  if (typeof kept === "string") {
    if (receipts.length > 0 || problems.length === 0) output.note(`${kept}. The journal is ${directory.path}`);
    return EXIT.problems;
  }
  print(kept, options.json ? "json" : (options.format ?? "md"), surroundings);
  return EXIT.well;
}

function isJson({ json, format }: Options): boolean {
  return json === true || format === "json";
}

async function printList(reports: Report[], directory: string, options: Options, { output }: Surroundings) {
  if (isJson(options)) output.json({ sessions: reports });
  else output.print(await asList(reports, directory, output.width));
}

function print(kept: KeptReceipt, format: Format, { output }: Surroundings): void {
  const view = reportOf(kept);
  if (format === "json") output.json(view);
  else output.print(format === "html" ? asHtml(view) : asMarkdown(inWords(view)));
}

async function directoryOf(
  options: Options,
  surroundings: Surroundings,
): Promise<{ path: string } | { problem: string }> {
  try {
    const { sources } = await sourcesOf(options, surroundings);
    const path = await journalDirectory(readJournalSetting(sources));
    return path === undefined
      ? { problem: "the journal is off (cloudtower:journalDir), so there are no receipts" }
      : { path };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return { problem: error.message };
  }
}
