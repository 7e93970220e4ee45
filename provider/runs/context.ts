import type { Context } from "../lifecycle";
import type { Noted } from "./record";

/** The notes of one run, on this machine's disk: all that Pulumi's state may lack. */
export interface RunNotes {
  /** The directory for the records of its commands, once the notes have been read. */
  readonly directory: string;
  /** Their file, for people; empty if there is none. */
  readonly where: string;
  /** Names the disk, for ever: no two disks have the same name. */
  disk(): Promise<string>;
  read(): Promise<Noted | undefined>;
  /** It is safe on disk when this resolves. */
  write(noted: Noted): Promise<void>;
  /** Removes the notes, and the records of its commands. */
  remove(): Promise<void>;
}

/** Everything that a run needs from outside. */
export interface RunContext {
  context: Context;
  notes: RunNotes;
  /** The name of this machine, for people. */
  machine: string;
  /** The environment that commands start from. */
  environment: Readonly<Record<string, string>>;
  /** Runs `work` once no other run is at work in this cluster. `wait` is called if that takes time. */
  inTurn<T>(cluster: string, wait: () => void, work: () => Promise<T>): Promise<T>;
}
