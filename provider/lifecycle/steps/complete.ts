import { during, messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { countVms } from "../report/words";
import { withHeld } from "../session/facts";
import { allVms, hostFacts, type RecordedLists, type SessionRecord, sessionFacts } from "../session/record";
import { describeSession } from "../situation/evidence";
import { SETTLE_MS } from "../situation/settle";
import type { Seen } from "../situation/situate";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { allPlanned, onlyVms, plannedLists, withStamps } from "../vms/lists";
import type { Vms } from "../vms/standing";
import { recordedNow } from "./readVms";

/** The host is in maintenance, and the session is ours: records what CloudTower tells of it. */
export async function complete(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, run } = work;
  const { cloudTower, signal, progress } = context;
  if (run.entryTask?.status === "FAILED") {
    progress.warn(
      `CloudTower's task to enter maintenance failed${said(run.entryTask.errorMessage)}, and the host is in maintenance all the same: it counts as entered`,
    );
  } else if (run.entry?.last.is === "lost") {
    progress.warn(
      `the answer to the request to enter maintenance was lost; the session that began right after it (${describeSession(host)}) counts as ours. If anybody else was entering this host at that moment, check whose it is`,
    );
  }
  const plan = await during(failures.entryUnseen, { ...about(work), taskId: work.record?.taskId }, () =>
    cloudTower.exitPlan(host.id, { signal, patienceMs: SETTLE_MS }),
  );
  for (const { vmUuid, vmName } of allPlanned(plan)) {
    if (vmUuid) continue;
    progress.warn(
      `CloudTower's exit plan names a VM without UUID, which no exit can bring back: ${vmName ?? "no name"}`,
    );
  }
  // Of what was off when we took the session over, the plan tells what ran before.
  const earlier = allVms(recordOf(work)).filter((vm) => vm.powerState !== "UNKNOWN" || !recordOf(work).adopted);
  const lists = plannedLists(plan, onlyVms(recordOf(work), earlier));
  const { entryFailedAt: _, ...record } = recordOf(work);
  const entered: SessionRecord = {
    ...record,
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "maintenance",
    ...withStamps(lists, await stamps(work, lists), false),
  };
  const migrated = entered.liveMigratedVms.length + entered.offlineMigratedVms.length;
  progress.line(`in maintenance: ${countVms(entered.shutdownVms.length)} shut down, ${migrated} migrated`);
  await keep(work, entered);
  return { is: "done", record: entered };
}

/** When each VM was last shut down: what is stopped later has another time. Without it, what is off counts as ours. */
async function stamps({ context }: Work, lists: RecordedLists): Promise<Vms> {
  try {
    return await recordedNow(context, lists);
  } catch (error) {
    context.progress.warn(`when its VMs were shut down could not be read: ${messageOf(error)}`);
    return new Map();
  }
}

/**
 * Until the state has the record, the facts have it, now with the session's own id: should the engine be killed in between
 * and somebody end this session and begin another, that one is not taken for ours.
 */
async function keep(work: Work, record: SessionRecord): Promise<void> {
  const { known, context } = work;
  try {
    await known.submitted(record, requestOf(work).timeouts.exitMs);
    await known.write(withHeld(known.facts, known.news(record)));
  } catch (error) {
    // What was written before the enter call is still there, and is enough to continue.
    context.progress.warn(`the journal was not updated: ${messageOf(error)}`);
  }
}

function said(message: string | undefined): string {
  return message ? ` ("${message}")` : "";
}
