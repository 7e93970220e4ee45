import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { outputTo } from "../../../provider/frontends/command/output";
import { run } from "../../../provider/frontends/command/program";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";

/** What a run of the command left. */
export interface Ended {
  code: number;
  /** stdout. */
  out: string;
  /** stderr. */
  aside: string;
}

/** A directory that is gone when the test ends. */
export function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-cloudtower-command-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A simulator that is closed when the test ends. */
export async function openSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/**
 * A `pulumi` for the PATH, whose stack config is what the tests say.
 * @param config as `pulumi config --json` prints it; undefined: that fails
 */
export async function pulumiOnPath(config?: unknown): Promise<string> {
  const directory = ownDirectory();
  await writeFile(join(directory, "config.json"), JSON.stringify(config ?? {}));
  const asked =
    config === undefined
      ? `echo "error: no stack named 'prod' found, passphrase $PULUMI_CONFIG_PASSPHRASE" >&2; exit 255`
      : `cat '${directory}/config.json'`;
  const script = `#!/bin/sh\necho "$@" >> '${directory}/words'\ncase "$1" in version) echo v3.248.0;; config) ${asked};; esac\n`;
  await writeFile(join(directory, "pulumi"), script, { mode: 0o755 });
  return directory;
}

/** Runs the command in this process, in this checkout. @param path replaces the PATH @param columns of the terminal */
export async function command(
  words: readonly string[],
  env: Record<string, string | undefined>,
  path = "",
  columns?: number,
): Promise<Ended> {
  let out = "";
  let aside = "";
  const output = outputTo(
    (text) => {
      out += text;
    },
    (text) => {
      aside += text;
    },
    columns,
  );
  const PATH = path === "" ? "/nowhere" : `${path}:/usr/bin:/bin`;
  const code = await run(words, { env: { PATH, ...env }, cwd: join(__dirname, "../../.."), output });
  return { code, out, aside };
}

/** Variables for a simulator, with a journal of its own. */
export function variables(simulator: Pick<Simulator, "url">, journal = ownDirectory()): Record<string, string> {
  return {
    CLOUDTOWER_SERVER: simulator.url,
    CLOUDTOWER_USER: "root",
    CLOUDTOWER_PASSWORD: "simulator",
    CLOUDTOWER_JOURNAL_DIR: journal,
  };
}
