import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { ANSWER_FD, SPEC_FD, type WrapperAnswer, type WrapperSpec } from "./spec";

/** Built on its own. The bundles are in dist/<entry>/ and the sources in provider/commands/, which is as deep. */
const WRAPPER = join(__dirname, "..", "..", "dist", "commands", "wrapper.js");

/** Starts the wrapper as a child of nobody, so that what kills Pulumi with all its children spares it. */
const APART = '"$0" "$1" &';

/** @returns what the wrapper answers; an error too if it cannot */
export async function launch(spec: WrapperSpec): Promise<WrapperAnswer> {
  const child = spawn("/bin/sh", ["-c", APART, process.execPath, WRAPPER], {
    cwd: "/",
    env: environment(),
    // A session of its own: Ctrl-C and the end of the terminal do not reach it.
    detached: true,
    // Not the standard input, which Node closes when the shell ends.
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const answers = child.stdio[ANSWER_FD] as Readable;
  const input = child.stdio[SPEC_FD] as Writable;
  const failed = new Promise<WrapperAnswer>((resolve) => {
    child.once("error", ({ message }) => resolve({ error: message }));
  });
  // It may be gone already, and then the answer is missing.
  input.on("error", () => undefined);
  input.end(JSON.stringify(spec));
  try {
    return await Promise.race([failed, firstAnswer(answers)]);
  } finally {
    answers.destroy();
    input.destroy();
  }
}

async function firstAnswer(answers: Readable): Promise<WrapperAnswer> {
  for await (const line of createInterface({ input: answers })) return JSON.parse(line) as WrapperAnswer;
  return { error: `its wrapper ended at once: ${process.execPath} ${WRAPPER}` };
}

/** Only what Node needs to start, and where programs are: the wrapper may live for hours, and needs no secret of ours. */
function environment(): NodeJS.ProcessEnv {
  const libraries = Object.entries(process.env).filter(([name]) => /^(LD|DYLD)_/.test(name));
  const { PATH = "" } = process.env;
  return { ...Object.fromEntries(libraries), PATH: [PATH, "/usr/bin", "/bin"].filter((part) => part !== "").join(":") };
}
