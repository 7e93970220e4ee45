import { stat } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { systemClock } from "../clock";
import { writeNew } from "../disk/writeWhole";
import { linesForPeople } from "../text/foreign";
import { thisMachine } from "./machine";
import { groupOf, isRunning } from "./processes";
import { type End, readEnd, readStart, type Start, startFile, written } from "./record";

export interface Ended {
  is: "ended";
  startedAt: string;
  endedAt: string;
  exitCode: number | undefined;
  signal: string | undefined;
  isTimedOut: boolean;
  /** The last 4 kB, masked and safe to print. */
  output: string;
  /** How many processes of the command's group still ran at its end. They were left alone. */
  left: number;
}

/** The wrapper is gone (killed, reboot), the command too, and no end was recorded. */
export interface Lost {
  is: "lost";
  startedAt: string;
  /** The command ran on this other machine, so that nobody knows here whether it still does. */
  elsewhere?: string;
}

export type CommandState =
  /** Nothing was started with this directory, and nothing will be. */
  | { is: "absent" }
  /** `pid` is the wrapper. If it was killed and the command goes on, it is a process of the command. */
  | { is: "running"; startedAt: string; pid: number }
  | Ended
  | Lost;

/** A start takes a fraction of a second, so one that is not recorded after this time was killed. */
const START_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** What became of the command that was started with this directory. */
export async function commandIn(directory: string): Promise<CommandState> {
  const start = await startIn(directory);
  return start ? (await look(directory, start)).state : { is: "absent" };
}

/**
 * The start of the command. A start that was killed halfway is called off: a wrapper that is still on its way then finds the record
 * taken, and starts nothing.
 */
export async function startIn(directory: string): Promise<Start | undefined> {
  for (;;) {
    const start = await readStart(directory);
    if (start) return "isCalledOff" in start ? undefined : start;
    const age = await ageOf(directory);
    if (age === undefined) return undefined;
    if (age >= 0 && age < START_MS) await systemClock.sleep(LOOK_AGAIN_MS);
    else await writeNew(startFile(directory), written({ isCalledOff: true })).catch(unlessDecided);
  }
}

/** @returns undefined if there is no such directory */
async function ageOf(directory: string): Promise<number | undefined> {
  try {
    return systemClock.now() - (await stat(directory)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The wrapper was quicker, or its directory has just been removed. */
function unlessDecided(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST" && error.code !== "ENOENT") throw error;
}

/** @returns the state, and what else the record says of the end */
export async function look(
  directory: string,
  start: Start,
): Promise<{ state: Exclude<CommandState, { is: "absent" }>; end?: End }> {
  const { startedAt, machine } = start;
  const here = thisMachine();
  // Before the end is read: a wrapper writes it just before it goes.
  const pid = here.name === machine.name && here.boot === machine.boot ? runningPid(start) : undefined;
  const end = await readEnd(directory);
  if (end) return { state: ended(startedAt, end), end };
  if (pid !== undefined) return { state: { is: "running", startedAt, pid } };
  const elsewhere = here.name === machine.name ? {} : { elsewhere: machine.name };
  return { state: { is: "lost", startedAt, ...elsewhere } };
}

/** Without its wrapper, a command runs as long as any process of its group: nobody saw its shell end. */
function runningPid({ wrapper, command }: Start): number | undefined {
  return isRunning(wrapper) ? wrapper.pid : groupOf(command)[0];
}

function ended(startedAt: string, { endedAt, exitCode, signal, isTimedOut, output, left }: End): Ended {
  const safe = linesForPeople(stripVTControlCharacters(output));
  return { is: "ended", startedAt, endedAt, exitCode, signal, isTimedOut, output: safe, left };
}
