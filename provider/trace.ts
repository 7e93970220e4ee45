import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Trace } from "./cloudtower";
import { asName, forPeople, quoted } from "./text/foreign";

/** For its owner alone: it says which hosts and servers there are. */
const PRIVATE_FILE = 0o600;
/** One poll may serve hundreds of hosts. */
const MOST_HOSTS = 3;

/** Ways to show one line for each request. */
export interface TraceTell {
  warn: (text: string) => void;
  /** With `CLOUDTOWER_DEBUG=1`. */
  debug: (line: string) => void;
}

/**
 * Where lines about requests go, by the variable `CLOUDTOWER_DEBUG`: `1`, or a file, which is appended to. Anything else is only warned
 * of: it must not keep a destroy from giving VMs back.
 */
export function traceOf(setting: string | undefined, tell: TraceTell): Trace | undefined {
  const show = targetOf(setting, tell);
  return show && ((line, hosts) => show(`${new Date().toISOString()} ${listed(hosts)} ${line}`));
}

/** Does the variable ask for lines about requests? */
export function asksForTrace(setting: string | undefined): setting is string {
  return setting !== undefined && !["", "0", "false"].includes(setting);
}

function targetOf(setting: string | undefined, tell: TraceTell): ((line: string) => void) | undefined {
  if (!asksForTrace(setting)) return undefined;
  if (setting === "1" || setting === "true") return tell.debug;
  // A single word is a slip more often than a file in the working directory. `~` is expanded only by shells.
  if (/^\.|[/\\]/.test(setting) && !setting.startsWith("~") && !/\p{Cc}/u.test(setting)) {
    return intoFile(resolve(setting), tell);
  }
  tell.warn(`CLOUDTOWER_DEBUG is ignored: it must be 1, or a file, as in ./debug.log, not ${quoted(setting)}`);
  return undefined;
}

function intoFile(file: string, tell: TraceTell): (line: string) => void {
  let isOpen = true;
  return (line) => {
    if (!isOpen) return;
    try {
      appendFileSync(file, `${forPeople(line)}\n`, { mode: PRIVATE_FILE });
    } catch (error) {
      isOpen = false;
      const { code = "unknown error" } = error as NodeJS.ErrnoException;
      tell.warn(`CLOUDTOWER_DEBUG is ignored: the file ${quoted(file)} cannot be written (${code})`);
    }
  };
}

/** The hosts of a request. One of `getHosts`, for example, belongs to none. */
function listed(hosts: readonly string[]): string {
  const names = hosts.slice(0, MOST_HOSTS).map(asPath).join(",");
  if (hosts.length > MOST_HOSTS) return `${names} and ${hosts.length - MOST_HOSTS} more:`;
  return hosts.length === 0 ? "-" : names;
}

/** `east/node-1`. */
function asPath(host: string): string {
  return host.split("/").map(asName).join("/");
}
