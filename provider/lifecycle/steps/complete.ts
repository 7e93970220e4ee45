import { asName, said as saidBy } from "../../text/foreign";
import { during, messageOf } from "../report/failure";
import { failures } from "../report/failures";
import { countVms } from "../report/words";
import { BY_CALL } from "../session/identity";
import { allVms, hostFacts, type RecordedLists, type SessionRecord, sessionFacts } from "../session/record";
import { describeSession } from "../situation/evidence";
import { SETTLE_MS } from "../situation/settle";
import type { Seen } from "../situation/situate";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { allPlanned, onlyVms, plannedLists, withStamps } from "../vms/lists";
import type { Vms } from "../vms/standing";
import { recordedNow } from "./readVms";

/** The host is in maintenance, in our session: records what CloudTower shows of it. */
export async function complete(work: Work, { host, whose }: Seen): Promise<Outcome> {
  const { context, run } = work;
  const { cloudTower, signal, progress } = context;
  if (run.entryTask?.status === "FAILED") {
    progress.warn(
      `CloudTower's task to enter maintenance failed${said(run.entryTask.errorMessage)}, but the host is in maintenance, so it counts as entered`,
    );
  } else if (run.entry?.last.is === "lost" || whose?.by === BY_CALL) {
    progress.warn(
      `the answer to the request to enter maintenance was lost; the session that began right after it (${describeSession(host)}) counts as ours. If somebody else was entering this host at that moment, check whose session it is`,
    );
  }
  const plan = await during(failures.entryUnseen, { ...about(work), taskId: work.record?.taskId }, () =>
    cloudTower.exitPlan(host.id, { signal, patienceMs: SETTLE_MS }),
  );
  for (const { vmUuid, vmName } of allPlanned(plan)) {
    if (vmUuid) continue;
    progress.warn(
      `CloudTower's exit plan lists a VM without a UUID, which no exit can bring back: ${vmName === undefined ? "no name" : asName(vmName)}`,
    );
  }
  // For VMs that were off when we adopted the session, the exit plan tells whether they ran before.
  const earlier = allVms(recordOf(work)).filter((vm) => vm.powerState !== "UNKNOWN" || !recordOf(work).adopted);
  const lists = plannedLists(plan, onlyVms(recordOf(work), earlier));
  const now = await stamps(work, lists);
  const { entryFailedAt: _, ...record } = recordOf(work);
  const entered: SessionRecord = {
    ...record,
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "maintenance",
    ...withStamps(lists, now, false),
  };
  // Stopped VMs without HA have stayed.
  const away = [...entered.liveMigratedVms, ...entered.offlineMigratedVms].filter(
    ({ vmUuid }) => now.get(vmUuid)?.hostId !== host.id,
  );
  progress.line(`in maintenance: ${countVms(entered.shutdownVms.length)} shut down, ${away.length} migrated`);
  await keep(work, entered);
  return { is: "done", record: entered };
}

/**
 * When each VM was last shut down. If a VM is stopped later, this changes. Without it, a VM that is off counts as shut
 * down by us.
 */
async function stamps({ context }: Work, lists: RecordedLists): Promise<Vms> {
  try {
    return await recordedNow(context, lists);
  } catch (error) {
    context.progress.warn(`could not read when its VMs were shut down: ${messageOf(error)}`);
    return new Map();
  }
}

/**
 * Saves the record in the facts, now with the session's own id, until the state has it. If the engine is killed in
 * between, and somebody ends this session and begins another, the new one is not mistaken for ours.
 */
async function keep(work: Work, record: SessionRecord): Promise<void> {
  const { known, context } = work;
  try {
    await known.held(record, requestOf(work).timeouts.exitMs);
  } catch (error) {
    // What was written before the enter call still exists, and suffices to continue.
    context.progress.warn(`the journal was not updated: ${messageOf(error)}`);
  }
}

function said(message: string | undefined): string {
  return message ? ` (${saidBy(message)})` : "";
}
