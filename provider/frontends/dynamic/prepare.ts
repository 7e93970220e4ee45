import { systemClock } from "../../clock";
import type { Connected } from "../../connect";
import type { Context } from "../../lifecycle";
import { askingForHost } from "../askingForHost";
import { withHostLock } from "../hostLock";
import type { Inputs, State } from "../state";
import { whoRuns } from "../who";
import { connectFor } from "./config";
import { engineGone } from "./engine";
import { factsOf } from "./journal";
import { progressOf } from "./progress";

/** Hosts that a resource has taken out of maintenance in this run, by owner. In a replacement, create follows delete. */
export const leftInThisRun = new Map<string, Context["justLeft"]>();

/** What a verb needs, of a resource of any kind. */
export async function prepare(inputs: Inputs, connectTo: (connection: string | undefined) => Connected = connectFor) {
  const { cloudTower, settings } = connectTo(inputs.connection);
  const context: Context = {
    cloudTower,
    clock: systemClock,
    // Dynamic providers never hear of a cancel: the engine waits for calls to end.
    signal: engineGone,
    progress: progressOf(inputs.__owner),
    facts: await factsOf(inputs, settings.journalDir),
    by: whoRuns(settings),
    nameTag: { text: settings.nameTag },
    justLeft: leftInThisRun.get(inputs.__owner ?? ""),
  };
  return { context, settings };
}

/** Runs a verb for a host when its turn comes. */
export async function locked<T>(
  context: Context,
  hostId: string,
  known: Inputs | State,
  verb: (context: Context) => Promise<T>,
): Promise<T> {
  const work = () => askingForHost({ ...known, hostId }, (seen) => verb({ ...context, seen }));
  return withHostLock(context.cloudTower.server, hostId, work, () =>
    context.progress.line("waiting for another resource of this program, which is at work on the same host"),
  );
}
