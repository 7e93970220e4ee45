import type { Host } from "../../cloudtower";
import { during, LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { countVms, namesOf } from "../report/words";
import { hostFacts, RECORD_VERSION, type RecordedLists, type SessionRecord, sessionFacts } from "../session/record";
import { hostState } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { about, again, hasPatience, type Outcome, requestOf, type Work } from "../situation/work";
import { expectedLists, keepFirst, onlyVms } from "../vms/lists";
import { vmsNotBack } from "../vms/standing";
import { sending, submit } from "./calls";
import { followEntry, waitFor } from "./follow";
import { type Prepared, prepare } from "./prepare";
import { leftByOthers, recordedNow } from "./readVms";

/** How long a cluster is given at least to recover data after its last host came back. */
const RECOVERY_MS = 30 * 60_000;

/** Takes a host that is in use into maintenance: precheck, consent, enter call, and its task to the end. */
export async function enter(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, known, run } = work;
  const { cloudTower, clock, signal, progress } = context;
  const request = requestOf(work);
  const { enterMs, exitMs } = request.timeouts;
  let prepared: Prepared;
  try {
    prepared = await prepare(work, host);
  } catch (error) {
    const isPassing = error instanceof LifecycleError && error.failure.mayPass;
    if (!isPassing || !hasPatience(work, leastPatience(work, host))) throw error;
    return waitFor(work, error.failure.what);
  }
  const { vms, shutdownVms, ids, objections } = prepared;
  if (objections[0]) throw objections[0];
  const first = work.record ? await notBack(work, work.record, host) : await leftByOthers(work, host, vms);

  const record: SessionRecord = {
    recordVersion: RECORD_VERSION,
    ...hostFacts(cloudTower.server, host),
    phase: "entering",
    submittedAt: await submissionTime(work),
    adopted: false,
    ...keepFirst(first, expectedLists(vms, shutdownVms)),
  };
  const why = request.reason ? ` ("${request.reason}")` : "";
  const which = shutdownVms.length > 0 ? ` (${namesOf(shutdownVms)})` : "";
  const migrating = countVms(vms.length - shutdownVms.filter((vm) => vms.includes(vm)).length);
  progress.line(
    `entering maintenance${why}: ${countVms(shutdownVms.length)} to shut down${which}, ${migrating} to migrate`,
  );
  const factsBefore = known.facts;
  await during(failures.journalUnwritable, about(work), () => known.submitted(record, exitMs));

  const last = await during(failures.entryBrokenOff, { ...about(work), record }, () =>
    submit(() => cloudTower.enterMaintenance(host.id, ids, { signal })),
  );
  const entry = { ...sending(last, run.entry), record };
  const next = { record, run: { entry }, deadline: run.entry ? work.deadline : clock.now() + enterMs };
  if (last.is === "accepted") return accepted({ ...work, ...next }, last.taskId);
  if (last.is === "lost") {
    progress.line(
      `the answer to the request to enter maintenance was lost; looking what came of it: ${last.cause.message}`,
    );
    return again(next);
  }
  // What was refused never came to be. The entry before it may have been taken after all; if not, its VMs are still owed.
  await known.write(factsBefore).catch(() => undefined);
  const { record: before } = work;
  return again({ ...next, record: before && { ...before, ...keepFirst(before, record) } });
}

/** Of an entry or session before, the VMs that are not as before it: what was read of them first stays. */
async function notBack({ context }: Work, record: SessionRecord, host: Host): Promise<RecordedLists> {
  const vms = await recordedNow(context, record);
  return onlyVms(record, vmsNotBack(vms, { record, hostId: host.id, askedBack: new Set() }));
}

/** Right after the exit of another host of the cluster, the recovery that refuses is our own doing. */
function leastPatience({ context }: Work, { clusterId }: Host): number {
  return context.justLeft?.clusterId === clusterId ? RECOVERY_MS : 0;
}

/**
 * The facts learn of the task, and of the session's id once the host shows it: by either a later run knows the session,
 * however late it begins and whatever CloudTower is called by then.
 */
async function accepted(work: Work, taskId: string | undefined): Promise<Outcome> {
  const { context, known, run, deadline, hostId } = work;
  if (!taskId) return again({ record: work.record, run, deadline });
  const { exitMs } = requestOf(work).timeouts;
  const record = { ...(work.record as SessionRecord), taskId };
  let named = record;
  let noted = known.submitted(record, exitMs).catch(() => undefined);
  let hasId = false;
  const noteId = async () => {
    const host = hasId ? undefined : await context.cloudTower.host(hostId, { signal: context.signal, patienceMs: 0 });
    if (!host || hostState(host) !== "entering") return;
    const { enteredAt, maintenanceJobId } = sessionFacts(host);
    hasId = maintenanceJobId !== undefined || enteredAt !== undefined;
    named = { ...record, ...sessionFacts(host) };
    await known.submitted(named, exitMs);
  };
  try {
    const entryTask = await followEntry({ ...work, record }, taskId, () => {
      if (!hasId) noted = noted.then(noteId).catch(() => undefined);
    });
    await noted;
    // Clocks of CloudTower, which dates tasks, and of its clusters, which date sessions, may differ: the id does not.
    return again({ record: named, run: { ...run, entryTask }, deadline });
  } finally {
    await noted;
  }
}

/** Just before the call, by the server's clock, in whole seconds as CloudTower's own times: rounded down, so that nothing after it looks earlier. */
async function submissionTime({ context, record, run }: Work): Promise<string> {
  // An earlier sending in this run may still arrive: what begins from then on is ours.
  if (record?.submittedAt && run.entry && run.entry.lost > 0) return record.submittedAt;
  const { cloudTower, clock, signal } = context;
  const now = () => new Date(Math.floor(cloudTower.serverNow() / 1000) * 1000).toISOString();
  // Two entries of ours are told apart by their times: they must not share one.
  if (record?.submittedAt === now()) await clock.sleep(1_000, signal);
  return now();
}
