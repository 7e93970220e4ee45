import type { Tell } from "../../connect";
import { type Progress, urnOf } from "../../lifecycle";
import { forPeople } from "../../text/foreign";
import { type Display, displayOf } from "../display";
import { type EngineLog, openEngineLog } from "./engineLog";

/** A row that changes more often cannot be read. */
const STATUS_EVERY_MS = 1_000;

/**
 * Progress through the provider process, in the stack's row: Pulumi shows stdout as info, and stderr as info with a mark.
 * Control characters in names are removed.
 */
export const processProgress: Progress = {
  line: (text) => console.log(forPeople(text)),
  warn: (text) => console.error(`warning: ${forPeople(text)}`),
};

/** The same for messages about the connection. */
export const processTell: Tell = {
  warn: processProgress.warn,
  info: processProgress.line,
  debug: tellDebug,
};

interface Engine {
  log: EngineLog;
  display: Display;
}

let engine: Engine | undefined;
let isLookedFor = false;
/** Pending messages, sent one after the other. */
let underWay: Promise<void> = Promise.resolve();

/** Progress of one resource, in its own row if the engine can be reached. @param owner see `__owner` */
export function progressOf(owner: string | undefined): Progress {
  const found = theEngine();
  const urn = owner === undefined ? undefined : urnOf(owner);
  return found && urn ? throughEngine(found, urn) : processProgress;
}

function theEngine(): Engine | undefined {
  if (isLookedFor) return engine;
  isLookedFor = true;
  const log = openEngineLog(process.argv);
  engine = log && { log, display: displayOf(process.ppid) };
  return engine;
}

/**
 * A line about a request, in the stack's row. Where the engine prints lines, it passes: it is printed once, and not again at the end.
 * In a row it could not be read, so there it is listed at the end.
 */
function tellDebug(line: string): void {
  const text = `cloudtower: ${forPeople(line)}`;
  const found = theEngine();
  if (found?.display !== "lines") console.error(text);
  else
    send(
      () => found.log({ severity: "info", text, urn: "", isPassing: true }),
      () => console.error(text),
    );
}

function send(message: () => Promise<void>, fallback: () => void): void {
  underWay = underWay.then(message).catch(fallback);
}

/** Resolves once all messages so far have reached the engine or failed. */
export async function allTold(): Promise<void> {
  await underWay;
}

export function throughEngine({ log, display }: Engine, urn: string): Progress {
  let nextStatus = 0;
  const tell = (severity: "info" | "warning", text: string, fallback: (text: string) => void) => {
    send(
      () => log({ severity, text: forPeople(text), urn }),
      () => fallback(text),
    );
  };
  const pass = (text: string) =>
    void log({ severity: "info", text: forPeople(text), urn, isPassing: true }).catch(() => undefined);
  return {
    line: (text) => tell("info", text, processProgress.line),
    warn: (text) => tell("warning", text, processProgress.warn),
    ...(display === "rows"
      ? {
          status: (text) => {
            if (Date.now() < nextStatus) return;
            nextStatus = Date.now() + STATUS_EVERY_MS;
            pass(text);
          },
        }
      : { beat: pass }),
  };
}
