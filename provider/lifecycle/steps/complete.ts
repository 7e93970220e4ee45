import { during, messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { countVms } from "../report/words";
import { withTakenOver } from "../session/facts";
import { hostFacts, type SessionRecord, sessionFacts } from "../session/record";
import { about, describeSession, type Outcome, recordOf, requestOf, type Work } from "../situation/evidence";
import { SETTLE_MS } from "../situation/settle";
import type { Seen } from "../situation/situate";
import { allPlanned, plannedLists } from "../vms/lists";

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
  const plan = await during(
    (cause) => failures.entryUnseen({ ...about(work), taskId: work.record?.taskId, cause }),
    () => cloudTower.exitPlan(host.id, { signal, patienceMs: SETTLE_MS }),
  );
  for (const { vmUuid, vmName } of allPlanned(plan)) {
    if (vmUuid) continue;
    progress.warn(
      `CloudTower's exit plan names a VM without UUID, which no exit can bring back: ${vmName ?? "no name"}`,
    );
  }
  const entered: SessionRecord = {
    ...recordOf(work),
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "maintenance",
    ...plannedLists(plan, recordOf(work)),
  };
  const migrated = entered.liveMigratedVms.length + entered.offlineMigratedVms.length;
  progress.line(`in maintenance: ${countVms(entered.shutdownVms.length)} shut down, ${migrated} migrated`);
  await keep(work, entered);
  return { is: "done", record: entered };
}

/**
 * Until the state has the record, the facts have it, now with the session's own id: should the engine be killed in between
 * and somebody end this session and begin another, that one is not taken for ours.
 */
async function keep(work: Work, record: SessionRecord): Promise<void> {
  const { known, context, run } = work;
  try {
    if (run.adopted) await known.write(withTakenOver(known.facts, known.news(record)));
    await known.submitted(record, requestOf(work).timeouts.exitMs);
  } catch (error) {
    // What was written before the enter call is still there, and is enough to continue.
    context.progress.warn(`the journal was not updated: ${messageOf(error)}`);
  }
}

function said(message: string | undefined): string {
  return message ? ` ("${message}")` : "";
}
