import type { Host } from "../../cloudtower";
import { during, LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { countVms, named, nameVms } from "../report/words";
import { hostFacts, RECORD_VERSION, type RecordedLists, type SessionRecord, sessionFacts } from "../session/record";
import { hostState } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { about, again, hasPatience, type Outcome, requestOf, type Work } from "../situation/work";
import { asShutDown, expectedLists, keepFirst, onlyVms } from "../vms/lists";
import { vmsNotBack } from "../vms/standing";
import { sending, submit } from "./calls";
import { followEntry, waitFor } from "./follow";
import { leftByOthers } from "./left";
import { type Prepared, prepare } from "./prepare";
import { recordedNow } from "./readVms";

/** The minimum time that a cluster gets to recover data after its last host came back. */
const RECOVERY_MS = 30 * 60_000;

/** Enters maintenance with a host that is in use: precheck, consent, enter call, and its task to the end. */
export async function enter(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, known, run } = work;
  const { cloudTower, clock, signal, progress } = context;
  const request = requestOf(work);
  const { enterMs, exitMs } = request.timeouts;
  let prepared: Prepared;
  progress.status?.("precheck: may the host enter?");
  try {
    prepared = await prepare(work, host);
  } catch (error) {
    const isPassing = error instanceof LifecycleError && error.failure.mayPass;
    if (!isPassing || !hasPatience(work, leastPatience(work, host))) throw error;
    return waitFor(work, error.failure.what);
  }
  const { vms, shutdownVms, ids, objections } = prepared;
  if (objections[0]) throw objections[0];
  const first = work.record ? await notBack(work, work.record, host) : await leftByOthers(work, host, prepared);

  const record: SessionRecord = {
    recordVersion: RECORD_VERSION,
    ...hostFacts(cloudTower.server, host),
    phase: "entering",
    submittedAt: await submissionTime(work),
    adopted: false,
    ...keepFirst(asShutDown(first, shutdownVms), expectedLists(vms, shutdownVms)),
  };
  const why = request.reason ? ` ("${request.reason}")` : "";
  const which = shutdownVms.length > 0 ? ` (${nameVms(named(shutdownVms), named([...vms, ...shutdownVms]))})` : "";
  const { liveMigratedVms: running, offlineMigratedVms: stopped } = expectedLists(vms, shutdownVms);
  // Of those, the ones with HA move, too.
  const still = stopped.length > 0 ? `, ${stopped.length} stopped` : "";
  progress.line(
    `entering maintenance${why}: ${countVms(shutdownVms.length)} to shut down${which}, ${running.length} to migrate${still}`,
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
      `the answer to the request to enter maintenance was lost; checking its effect: ${last.cause.message}`,
    );
    return again(next);
  }
  // A refused entry never began. An earlier attempt may still have been accepted; if not, its VMs are still owed.
  await known.write(factsBefore).catch(() => undefined);
  const { record: before } = work;
  return again({ ...next, record: before && { ...before, ...keepFirst(before, record) } });
}

/** The VMs that an earlier entry or session has not given back. They keep what was first recorded about them. */
async function notBack(work: Work, record: SessionRecord, host: Host): Promise<RecordedLists> {
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(work.context, record));
  return onlyVms(record, vmsNotBack(vms, { record, hostId: host.id, askedBack: new Set() }));
}

/**
 * Right after another host of the cluster has left, data recovery refuses the entry. That is our own doing, so we wait.
 */
function leastPatience({ context }: Work, { clusterId }: Host): number {
  return context.justLeft?.clusterId === clusterId ? RECOVERY_MS : 0;
}

/**
 * Records the task, and the session's id once the host shows it. By either, a later run identifies the session, however
 * late it begins and at whatever address.
 */
async function accepted(work: Work, taskId: string | undefined): Promise<Outcome> {
  const { context, known, run, deadline, hostId } = work;
  if (!taskId) return again({ record: work.record, run, deadline });
  const { exitMs } = requestOf(work).timeouts;
  const record = { ...(work.record as SessionRecord), taskId };
  let named = record;
  let noted = known.submitted(record, exitMs).catch(() => undefined);
  let hasId = false;
  let isNoting = false;
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
      if (hasId || isNoting) return;
      isNoting = true;
      noted = noted
        .then(noteId)
        .catch(() => undefined)
        .finally(() => {
          isNoting = false;
        });
    });
    await noted;
    // Clocks of CloudTower, which dates tasks, and of its clusters, which date sessions, may differ: the id does not.
    return again({ record: named, run: { ...run, entryTask }, deadline });
  } finally {
    await noted;
  }
}

/**
 * The time just before the call, by the server's clock. It is rounded down to whole seconds, as CloudTower's own times
 * are, so that nothing that follows looks earlier.
 */
async function submissionTime({ context, record, run }: Work): Promise<string> {
  // An earlier attempt in this run may still arrive: any session since then is ours.
  if (record?.submittedAt && run.entry && run.entry.lost > 0) return record.submittedAt;
  const { cloudTower, clock, signal } = context;
  const now = () => new Date(Math.floor(cloudTower.serverNow() / 1000) * 1000).toISOString();
  // The times of two entries of ours must differ, because they tell them apart.
  if (record?.submittedAt === now()) await clock.sleep(1_000, signal);
  return now();
}
