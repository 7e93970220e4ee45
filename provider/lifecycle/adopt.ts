import type { Host } from "../cloudtower";
import { takeOver } from "./claims";
import type { Context } from "./context";
import { during } from "./errors";
import { finishEntry } from "./finishEntry";
import { describeSession } from "./hostState";
import { hostFacts, type RecordedLists, type SessionRecord, sessionFacts } from "./record";

const NO_VMS: RecordedLists = { shutdownVms: [], liveMigratedVms: [], offlineMigratedVms: [] };

/**
 * Takes over a session that is on the host or about to begin: nothing is submitted, what CloudTower knows is recorded.
 * @param first the VMs of an earlier, failed entry of ours, which are to be given back as well
 */
export async function adopt(
  context: Context,
  host: Host,
  enterMs: number,
  first: RecordedLists = NO_VMS,
): Promise<SessionRecord> {
  const { cloudTower, clock, signal, progress } = context;
  progress.line(`taking over the session that is on the host (${describeSession(host)})`);
  const failure = { host: host.name, phase: "enter" as const, what: "the session could not be taken over" };
  const tasks = await during({ ...failure, next: "run pulumi up again; nothing was changed" }, async () =>
    host.session?.state === "MAINTENANCE_MODE" ? [] : cloudTower.liveTasks(host.id, { signal }),
  );
  // Only a single live task is surely the entry's; else the host alone tells how it ends.
  const [task] = tasks.length === 1 ? tasks : [];
  const record: SessionRecord = {
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "entering",
    ...(task ? { taskId: task.id } : {}),
    adopted: true,
    shutdownVms: first.shutdownVms,
    liveMigratedVms: first.liveMigratedVms,
    offlineMigratedVms: first.offlineMigratedVms,
  };
  const entered = await finishEntry(context, record, clock.now() + enterMs);
  await takeOver(context, entered);
  return entered;
}
