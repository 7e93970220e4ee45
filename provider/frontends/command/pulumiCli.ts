import { execFile } from "node:child_process";
import type { Surroundings } from "./surroundings";

export type CliSurroundings = Pick<Surroundings, "env" | "cwd">;

/** How a run of the CLI ended. `missing`: there is none on the PATH. */
export type CliResult = { is: "done"; stdout: string } | { is: "failed"; stderr: string } | { is: "missing" };

/** A stack config has kilobytes. */
const MOST_BYTES = 16 * 1024 * 1024;
const LONGEST_MS = 60_000;

/** Runs the `pulumi` on the PATH. Its output may hold secrets: it is returned and goes nowhere else. */
export function pulumi(words: readonly string[], { env, cwd }: CliSurroundings): Promise<CliResult> {
  const quiet = { PULUMI_SKIP_UPDATE_CHECK: "true" };
  const options = { cwd, env: { ...env, ...quiet }, maxBuffer: MOST_BYTES, timeout: LONGEST_MS, windowsHide: true };
  return new Promise((resolve) => {
    const child = execFile("pulumi", [...words, "--non-interactive"], options, (error, stdout, stderr) => {
      if (!error) resolve({ is: "done", stdout });
      else if (error.code === ("ENOENT" as unknown)) resolve({ is: "missing" });
      else
        resolve({
          is: "failed",
          stderr: stderr || (error.killed ? "it did not end in time" : `exit code ${error.code}`),
        });
    });
    // Nobody answers a question about a passphrase.
    child.stdin?.end();
  });
}
