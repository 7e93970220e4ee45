import type { Clock } from "../clock";
import type { CloudTower } from "../cloudtower";
import type { Journal } from "./journal";
import type { SessionRecord } from "./record";

/** Where a verb tells what it is doing. */
export interface Progress {
  /** Something that stays true and worth reading later: one line a phase. */
  line(text: string): void;
  /** Something that a person has to look at. */
  warn(text: string): void;
  /** What is going on just now, replaced by the next: may be dropped. */
  status(text: string): void;
}

/** All that a verb needs from outside. */
export interface Context {
  cloudTower: CloudTower;
  clock: Clock;
  signal: AbortSignal;
  progress: Progress;
  journal: Journal;
  /** Sessions that resources of this run have taken over, by server and host. */
  adopted: Map<string, SessionRecord>;
}

/** The same context, whose every line says which host it is about. */
export function forHost(context: Context, hostName: string): Context {
  const { progress } = context;
  return {
    ...context,
    progress: {
      line: (text) => progress.line(`${hostName}: ${text}`),
      warn: (text) => progress.warn(`${hostName}: ${text}`),
      status: (text) => progress.status(`${hostName}: ${text}`),
    },
  };
}

/** How long each part may take, in milliseconds. */
export interface Timeouts {
  precheckMs: number;
  enterMs: number;
  exitMs: number;
}
