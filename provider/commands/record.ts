import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Machine } from "./machine";
import type { ProcessId } from "./processes";

const VERSION = 1;

/** start.json: written when the command is about to run, and never changed. */
export interface Start {
  startedAt: string;
  machine: Machine;
  wrapper: ProcessId;
  /** Of the shell, whose group has the same number. */
  command: ProcessId;
}

/** What start.json says if it was decided that this command never starts. */
interface CalledOff {
  isCalledOff: true;
}

/** end.json. */
export interface End {
  endedAt: string;
  exitCode?: number;
  signal?: string;
  isTimedOut: boolean;
  /** The end of the masked output. */
  output: string;
  /** How many processes of the command's group still ran. */
  left: number;
  /** If output.log was put together from segments: where in it the last ones begin, and where they were in the whole output. */
  tail?: { from: number; of: number };
}

export const startFile = (directory: string) => join(directory, "start.json");
export const endFile = (directory: string) => join(directory, "end.json");

/** As text for a file. */
export function written(content: Start | End | CalledOff): string {
  return `${JSON.stringify({ version: VERSION, ...content }, null, 2)}\n`;
}

export function readStart(directory: string): Promise<Start | CalledOff | undefined> {
  return read(startFile(directory));
}

export function readEnd(directory: string): Promise<End | undefined> {
  return read(endFile(directory));
}

/** @returns undefined if there is no such file */
async function read<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const content = parsed(text);
  if (content?.version === VERSION) return content as T;
  if (content && content.version > VERSION) {
    throw new Error(`${file} was written by a newer version of pulumi-cloudtower: update the package to read it`);
  }
  throw new Error(`${file} is damaged: it does not say what became of the command`);
}

function parsed(text: string): { version: number } | undefined {
  try {
    const content = JSON.parse(text);
    return typeof content?.version === "number" ? content : undefined;
  } catch {
    return undefined;
  }
}
