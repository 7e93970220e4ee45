import { Command, CommanderError } from "commander";
import { messageOf } from "../../lifecycle";
import { addCheck } from "./check";
import { addHosts } from "./hosts";
import { paragraph } from "./layout";
import { ownManifest } from "./manifest";
import { addReport } from "./report";
import { EXIT, type ExitCode, type Surroundings } from "./surroundings";

const EPILOGUE = [
  "",
  "Settings come from the options, else from the variables CLOUDTOWER_…, else, with --stack, from the stack config of the Pulumi project in this directory. There is no option for a password or a token, because other users of the machine can read command lines: set CLOUDTOWER_PASSWORD or CLOUDTOWER_TOKEN, or use --stack.",
  "",
  "Exit code: 0 all is well, 1 there are problems or CloudTower could not be asked, 2 the command line is wrong.",
];

/** Runs one command. It never throws. */
export async function run(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { output } = surroundings;
  let code: ExitCode = EXIT.well;
  const ends = (end: ExitCode) => {
    code = end;
  };
  const epilogue = await Promise.all(EPILOGUE.map((text) => paragraph(output.width, text)));
  const program = new Command("pulumi-cloudtower")
    .description("Looks at a SmartX CloudTower and its hosts in maintenance. It changes nothing.")
    .version(ownManifest().version, "--version", "print the version of this package")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .configureHelp({ minWidthToWrap: 20 })
    .addHelpText("after", epilogue.join("\n"))
    .showHelpAfterError("For help: pulumi-cloudtower --help")
    .configureOutput({
      getOutHelpWidth: () => output.width,
      getErrHelpWidth: () => output.width,
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.note(text.trimEnd()),
      outputError: (text) => output.note(withoutValue(text.trimEnd())),
    })
    .exitOverride();
  addCheck(program, surroundings, ends);
  addHosts(program, surroundings, ends);
  await addReport(program, surroundings, ends);
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.well : EXIT.usage;
    output.note(`unexpected: ${messageOf(error)}. Please report this`);
    return EXIT.problems;
  }
}

/** Commander repeats an unknown option as it was given, and the value behind it may be a password. */
function withoutValue(text: string): string {
  // Of "-psecret", only "-p" is an option.
  const [, option] = /^error: unknown option '(--[^='\s]*|-[^-]?)/.exec(text) ?? [];
  if (option === undefined) return text;
  const secret = /^-[pt]$|pass|token|secret|key/i.test(option);
  const advice = "a password or a token comes from CLOUDTOWER_PASSWORD or CLOUDTOWER_TOKEN, or from --stack";
  return `error: unknown option ${option}${secret ? `: ${advice}. If you gave one here, change it` : ""}`;
}
