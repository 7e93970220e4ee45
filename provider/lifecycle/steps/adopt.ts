import { during } from "../report/failure";
import { failures } from "../report/failures";
import { settled } from "../session/facts";
import { hostFacts, isUnfinished, RECORD_VERSION, type SessionRecord, sessionFacts } from "../session/record";
import { about, again, describeSession, type Outcome, recordOf, requestOf, type Work } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { NO_VMS } from "../vms/lists";
import { mustFit } from "./consent";
import { whereabouts } from "./readVms";

/**
 * Takes over a session that is on the host or about to begin: nothing is submitted, and what CloudTower knows is recorded. VMs of
 * an entry of ours that came to nothing are kept, to be given back with the others.
 */
export async function adopt(work: Work, { host, tasks }: Seen): Promise<Outcome> {
  const { context, verb } = work;
  const { progress, clock, cloudTower } = context;
  const request = requestOf(work);
  const first = verb === "create" ? await earlierEntry(work) : work.record;
  progress.line(`taking over the session that is on the host (${describeSession(host)})`);
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
    shutdownVms: (first ?? NO_VMS).shutdownVms,
    liveMigratedVms: (first ?? NO_VMS).liveMigratedVms,
    offlineMigratedVms: (first ?? NO_VMS).offlineMigratedVms,
  };
  return again({ record, run: { adopted: true }, deadline: clock.now() + request.timeouts.enterMs });
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
 * A session that only the journal has was ended by somebody else. The state never had it, so no refresh will tell of its VMs that
 * are not back: told before it is forgotten.
 */
export async function forget(work: Work): Promise<Outcome> {
  await letGo(work);
  return again({ record: undefined });
}

async function letGo(work: Work): Promise<void> {
  const { context, known } = work;
  const record = recordOf(work);
  const where = await whereabouts(context, record);
  context.progress.warn(`the session that the journal has was ended by somebody else. ${where}`);
  await during(
    (cause) => failures.journalUnwritable({ ...about(work), record: undefined, cause }),
    () => known.write(settled(known.facts, record)),
  );
}
