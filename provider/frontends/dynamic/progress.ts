import type { Tell } from "../../connect";
import type { Progress } from "../../lifecycle";
import { forPeople } from "../../text/foreign";
import { type EngineLog, isInteractive, openEngineLog } from "./engineLog";

/** A row that changes more often cannot be read. */
const STATUS_EVERY_MS = 1_000;
const TYPE = "pulumi-nodejs:dynamic/cloudtower:HostMaintenanceMode";

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
  debug: (line) => console.error(`cloudtower: ${forPeople(line)}`),
};

interface Engine {
  log: EngineLog;
  isInteractive: boolean;
}

let engine: Engine | undefined;
let isLookedFor = false;
/** Pending messages, sent one after the other. */
let underWay: Promise<void> = Promise.resolve();

/** Progress of one resource, in its own row if the engine can be reached. @param owner see `__owner` */
export function progressOf(owner: string | undefined): Progress {
  if (!isLookedFor) {
    isLookedFor = true;
    const log = openEngineLog(process.argv);
    engine = log && { log, isInteractive: isInteractive(process.ppid) };
  }
  const urn = owner === undefined ? undefined : urnOf(owner);
  return engine && urn ? throughEngine(engine, urn) : processProgress;
}

/** Resolves once all messages so far have reached the engine or failed. */
export async function allTold(): Promise<void> {
  await underWay;
}

export function throughEngine({ log, isInteractive }: Engine, urn: string): Progress {
  let nextStatus = 0;
  const tell = (severity: "info" | "warning", text: string, fallback: (text: string) => void) => {
    underWay = underWay.then(() => log({ severity, text: forPeople(text), urn })).catch(() => fallback(text));
  };
  return {
    line: (text) => tell("info", text, processProgress.line),
    warn: (text) => tell("warning", text, processProgress.warn),
    ...(isInteractive && {
      status: (text) => {
        if (Date.now() < nextStatus) return;
        nextStatus = Date.now() + STATUS_EVERY_MS;
        void log({ severity: "info", text: forPeople(text), urn, isPassing: true }).catch(() => undefined);
      },
    }),
  };
}

/**
 * The resource's URN, from its owner in the journal: project, stack, types of its parents, and name.
 * @returns undefined if the owner lacks these
 */
export function urnOf(owner: string): string | undefined {
  const [project, stack, ...rest] = owner.split("/");
  const path = rest.join("/");
  if (!project || !stack || !path) return undefined;
  const parents = /^(?:[^:$]+:[^:$]*:[^:$]+\$)+/.exec(path)?.[0] ?? "";
  return `urn:pulumi:${stack}::${project}::${parents}${TYPE}::${path.slice(parents.length)}`;
}
