import { execa } from "execa";
import { descendants, killLeftovers, type ProcessInfo, stillRunning } from "../../../scripts/processTree.js";

export interface CliResult {
  /** Exit code; a run ended by a signal has none. */
  code: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
  /** Both, as they came. */
  all: string;
}

export interface RunningCli {
  pid: number;
  /** Sends a signal to the CLI alone. SIGKILL leaves its provider running, as it does in real life. */
  kill(signal: NodeJS.Signals): void;
  /** Kills the CLI with its provider and language host, as a crash of the machine does; also after `kill`. */
  killTree(): void;
  /** Processes below the CLI when it was sent its last signal that still run. */
  survivors(): ProcessInfo[];
  /** Resolves when the output so far matches; rejects when the run ends or the time is up before that. */
  waitForOutput(pattern: string | RegExp, timeoutMs?: number): Promise<void>;
  /** Never rejects. */
  done: Promise<CliResult>;
}

export interface CliOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  input?: string;
}

/** What no user should ever see in the output. */
export const STACK_TRACE = /^\s+at .+[:(]/m;

export function startCli(pulumi: string, args: readonly string[], { cwd, env, input = "" }: CliOptions): RunningCli {
  const colour = args.includes("--color") ? [] : ["--color", "never"];
  const child = execa(pulumi, [...args, "--non-interactive", ...colour], {
    cwd,
    env,
    extendEnv: false,
    input,
    all: true,
    reject: false,
    stripFinalNewline: false,
    // A test that kills says itself how.
    forceKillAfterDelay: false,
  });
  let output = "";
  child.all.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const done = child.then((result) => ({
    code: result.exitCode,
    signal: result.signal,
    stdout: result.stdout,
    stderr: result.stderr,
    // A CLI that could not be started has said nothing: then execa's message tells why.
    all: result.all || (result.failed ? String(result.originalMessage ?? "") : ""),
  }));

  let leftovers: ProcessInfo[] = [];
  function kill(signal: NodeJS.Signals): void {
    const alive = child.exitCode === null && child.signalCode === null;
    if (child.pid && alive) leftovers = descendants(child.pid);
    child.kill(signal);
  }
  function killTree(): void {
    kill("SIGKILL");
    killLeftovers(leftovers);
  }

  async function waitForOutput(pattern: string | RegExp, timeoutMs = 60_000): Promise<void> {
    const matches = () => (typeof pattern === "string" ? output.includes(pattern) : pattern.test(output));
    const deadline = Date.now() + timeoutMs;
    let ended = false;
    void done.then(() => {
      ended = true;
    });
    while (!matches()) {
      if (ended || Date.now() > deadline) {
        throw new Error(
          `${ended ? "the run ended" : `${timeoutMs} ms passed`} before ${pattern} was printed:\n${output}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  return { pid: child.pid ?? -1, kill, killTree, survivors: () => stillRunning(leftovers), waitForOutput, done };
}
