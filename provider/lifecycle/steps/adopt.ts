import type { Host } from "../../cloudtower";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { settled } from "../session/facts";
import {
  allVms,
  hostFacts,
  isUnfinished,
  RECORD_VERSION,
  type RecordedLists,
  type SessionRecord,
  sessionFacts,
} from "../session/record";
import { describeSession, hostState } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { about, again, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { expectedLists, keepFirst, NO_VMS, onlyVms } from "../vms/lists";
import { owedVms } from "../vms/standing";
import { mustFit } from "./consent";
import { recordedNow, told, whereabouts } from "./readVms";

/**
 * Takes over a session that is on the host or about to begin: nothing is submitted, and what CloudTower knows is recorded. VMs of
 * an entry of ours that came to nothing are kept, to be given back with the others.
 */
export async function adopt(work: Work, { host, tasks, holder }: Seen): Promise<Outcome> {
  const { context, verb } = work;
  const { progress, clock, cloudTower } = context;
  const request = requestOf(work);
  const first = verb === "create" ? await earlierEntry(work) : work.record;
  progress.line(`taking over the session that is on the host (${describeSession(host)})`);
  progress.warn(
    `the session is this resource's from now on: its destroy ends it, and whoever had it${holder ? ` (${holder})` : ""} leaves it alone`,
  );
  await mustFit(context, about(work), host, { consent: "all", restore: request.restore }, []);
  // Only a single live task is surely the entry's; else the host alone tells how it ends.
  const [task] = tasks.length === 1 ? tasks : [];
  const record: SessionRecord = {
    recordVersion: RECORD_VERSION,
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "entering",
    ...(task ? { taskId: task.id } : {}),
    adopted: true,
    ...keepFirst(first && onlyVms(first, allVms(first)), await seenWhileEntering(work, host)),
  };
  return again({ record, run: { adopted: true }, deadline: clock.now() + request.timeouts.enterMs });
}

/**
 * While the host enters, nobody knows yet how that ends: a VM that runs now and is off later was shut down by it. Of one
 * that is off already, its power before is not known.
 */
async function seenWhileEntering(work: Work, host: Host): Promise<RecordedLists> {
  if (hostState(host) !== "entering") return NO_VMS;
  const { cloudTower, signal } = work.context;
  const vms = await during(failures.takeOverFailed, about(work), () => cloudTower.vmsOnHost(host.id, { signal }));
  const { liveMigratedVms, offlineMigratedVms } = expectedLists(vms, []);
  return {
    shutdownVms: [],
    liveMigratedVms,
    offlineMigratedVms: offlineMigratedVms.map((vm) => ({ ...vm, powerState: "UNKNOWN" })),
  };
}

/** What the journal has of an entry: its VMs are told, and kept where the entry came to nothing. */
async function earlierEntry(work: Work): Promise<SessionRecord | undefined> {
  const { record, context } = work;
  if (!record) return undefined;
  if (!isUnfinished(record)) {
    await letGo(work);
    return undefined;
  }
  context.progress.warn(
    `the entry submitted at ${record.submittedAt}, which the journal has, did not lead to the session that is on the host. ${await whereabouts(context, record)}`,
  );
  return record;
}

/**
 * A session that only the journal has was ended by somebody else. What of its VMs is still to be given back is kept; of the others
 * no refresh will tell, since the state never had them: they are told before they are forgotten.
 */
export async function forget(work: Work, { host }: Seen): Promise<Outcome> {
  const { context } = work;
  const record = recordOf(work);
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(context, record));
  const owed = owedVms(vms, { record, hostId: host.id, askedBack: new Set() });
  if (owed.length > 0) {
    context.progress.warn(`the session that the journal has was ended by somebody else. ${told(record, vms)}`);
    return again({ record: { ...record, phase: "owed", ...onlyVms(record, owed) } });
  }
  await letGo(work);
  return again({ record: undefined });
}

async function letGo(work: Work): Promise<void> {
  const { context, known } = work;
  const record = recordOf(work);
  const where = await whereabouts(context, record);
  context.progress.warn(`the session that the journal has was ended by somebody else. ${where}`);
  await during(failures.journalUnwritable, { ...about(work), record: undefined }, () =>
    known.write(settled(known.facts, record)),
  );
}
