import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it, vi } from "vitest";
import { type CommandState, commandIn } from "../../provider/commands";
import { groupOf, isRunning } from "../../provider/commands/processes";
import { follow, kill, recordDirectory, run, start, startOf } from "./commandLab";

/** Longer than any test. */
const LONG = "sleep 1000";

it("at its time limit a command is asked to end, and says how it did", async () => {
  const { ended, lines } = await run(`trap 'echo tidied; exit 7' TERM; ${LONG} & wait`, { limitMs: 800 });
  expect(ended).toMatchObject({ exitCode: 7, isTimedOut: true, left: 0 });
  expect(lines).toEqual(["tidied"]);
});

it("a command that ignores SIGTERM is killed after the grace", async () => {
  const { ended } = await run(`trap '' TERM; ${LONG}; ${LONG}`, { limitMs: 800 }, 300);
  expect(ended).toMatchObject({ exitCode: undefined, signal: "SIGKILL", isTimedOut: true, left: 0 });
});

it("so is what it has started, even if its own shell ends in time", async () => {
  const directory = await start(`(trap '' TERM; ${LONG}; ${LONG}) > /dev/null 2>&1 & ${LONG}`, { limitMs: 800 }, 300);
  const { command } = startOf(directory);
  expect(await follow(directory).end).toMatchObject({ signal: "SIGTERM", isTimedOut: true, left: 0 });
  expect(groupOf(command)).toEqual([]);
});

it("what a command leaves behind is counted and left alone, and does not delay its end", async () => {
  const directory = recordDirectory();
  const [door, file] = [join(dirname(directory), "door"), join(dirname(directory), "file")];
  execFileSync("mkfifo", [door]);
  // It holds the output, and prints after the end.
  await start(`(read -r line < ${door}; echo late; echo survived > ${file}) & echo over`, { directory });
  const { lines, end } = follow(directory);
  expect(await end).toMatchObject({ exitCode: 0, left: 1 });
  expect(lines).toEqual(["over"]);
  execFileSync("sh", ["-c", `echo go > ${door}`]);
  await vi.waitFor(async () => expect(await readFile(file, "utf8")).toBe("survived\n"));
  // Then the wrapper has nothing left to do.
  await vi.waitFor(() => expect(isRunning(startOf(directory).wrapper)).toBe(false));
});

it("whoever stops the wrapper stops the command", async () => {
  const directory = await start(LONG);
  const state: CommandState = await commandIn(directory);
  if (state.is !== "running") throw new Error(state.is);
  kill(state.pid, "SIGTERM");
  expect(await follow(directory).end).toMatchObject({ is: "ended", signal: "SIGTERM", isTimedOut: false, left: 0 });
});

it("a limit of months is no limit of no time", async () => {
  const { ended } = await run("sleep 0.2", { limitMs: 90 * 24 * 3_600_000 });
  expect(ended).toMatchObject({ exitCode: 0, isTimedOut: false });
});
