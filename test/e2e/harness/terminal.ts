// The CLI in a terminal of some width, where it draws rows. Linux only: `script` makes the terminal.
import { execa } from "execa";
import which from "which";
import type { Project } from "./project.js";

/** Can tests have a terminal here? */
export const HAS_TERMINAL = process.platform === "linux" && which.sync("script", { nothrow: true }) !== null;

export interface TerminalRun {
  /** The output since this was last called, with what moves the cursor and colours it. */
  take(): string;
  /** Changes the width. The CLI draws its next frame for it. */
  resize(columns: number): Promise<void>;
  /** Never rejects. */
  done: Promise<{ all: string; exitCode: number | undefined }>;
}

/** Starts a command of the CLI, such as `up --yes`, on the project's stack. */
export function startInTerminal(project: Project, command: string, columns: number): TerminalRun {
  const line = `tty; stty cols ${columns} rows 50; pulumi ${command} --stack ${project.stack} --color always`;
  const child = execa("script", ["-qec", line, "/dev/null"], {
    ...{ cwd: project.dir, env: { ...project.env, TERM: "xterm-256color", SHELL: "/bin/sh" }, extendEnv: false },
    ...{ all: true, reject: false, stdin: "ignore", buffer: true },
  });
  let output = "";
  let taken = 0;
  child.all.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  return {
    take: () => {
      const fresh = output.slice(taken);
      taken = output.length;
      return fresh;
    },
    resize: async (width) => {
      const [terminal = ""] = /\/dev\/pts\/\d+/.exec(output) ?? [];
      await execa("stty", ["-F", terminal, "cols", String(width)]);
    },
    done: child.then(({ all, exitCode }) => ({ all, exitCode })),
  };
}
