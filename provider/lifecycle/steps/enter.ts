import { type CloudTowerError, RefusedError } from "../../cloudtower";
import { during, type LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { countVms, namesOf } from "../report/words";
import type { Fact } from "../session/facts";
import { allVms, hostFacts, RECORD_VERSION, type RecordedVm, type SessionRecord } from "../session/record";
import {
  about,
  again,
  describeSession,
  hostState,
  type Outcome,
  requestOf,
  type Sent,
  type Submission,
  type Work,
} from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { expectedLists, keepFirst, notBack } from "../vms/lists";
import { identifyVms, mustAgree, mustFit, objections } from "./consent";
import { followEntry } from "./follow";
import { precheck } from "./precheck";
import { sent as sentCall, submit } from "./submit";

/** Takes a host that is in use into maintenance: precheck, consent, enter call, and its task to the end. */
export async function enter(work: Work, { host }: Seen): Promise<Outcome> {
  const { context, known, sent, record: first } = work;
  const { cloudTower, clock, signal, progress } = context;
  const request = requestOf(work);
  const unread = (cause: unknown) => failures.vmsUnreadable({ ...about(work), cause });
  const vms = await during(unread, () => cloudTower.vmsOnHost(host.id, { signal }));
  const ids = await precheck(context, about(work), host, request.timeouts.precheckMs);
  const shutdownVms = await during(unread, () => identifyVms(context, ids, vms));
  await mustFit(context, about(work), host, request, vms, first ? allVms(first).map((vm) => vm.vmName) : []);
  mustAgree(about(work), request.consent, await objections(context, request, shutdownVms));

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
  await during(
    (cause) => failures.journalUnwritable({ ...about(work), cause }),
    () => known.submitted(record, request.timeouts.exitMs),
  );

  const deadline = sent.entry ? work.deadline : clock.now() + request.timeouts.enterMs;
  const next = { ...work, record, deadline };
  const last = await during(
    (cause) => failures.entryBrokenOff({ ...about(next), cause }),
    () => submit(() => cloudTower.enterMaintenance(host.id, ids, { signal })),
  );
  const entry = sentCall(last, sent.entry);
  if (last.is === "accepted") return accepted(next, entry, last.taskId);
  if (last.is === "lost") {
    progress.line(
      `the answer to the request to enter maintenance was lost; looking what came of it: ${last.cause.message}`,
    );
    return again({ record, deadline, sent: { entry } });
  }
  if (!first) throw await refused(next, last, factsBefore);
  // The entry before this one may have been taken after all; if not, its VMs may still have to be given back.
  await known.write(factsBefore).catch(() => undefined);
  const { shutdownVms: shut, liveMigratedVms, offlineMigratedVms } = record;
  return again({ record: { ...first, shutdownVms: shut, liveMigratedVms, offlineMigratedVms }, sent: { entry } });
}

/** The facts learn of the task meanwhile: with it, a later run knows the session however late it begins. */
async function accepted(work: Work, entry: Sent, taskId: string | undefined): Promise<Outcome> {
  const { record: sentRecord, known, deadline } = work;
  if (!sentRecord || !taskId) return again({ record: sentRecord, deadline, sent: { entry } });
  const record = { ...sentRecord, taskId };
  const noted = known.submitted(record, requestOf(work).timeouts.exitMs).catch(() => undefined);
  try {
    const task = await followEntry({ ...work, record }, taskId);
    return again({ record, deadline, sent: { entry: { ...entry, task } } });
  } finally {
    await noted;
  }
}

/** What was refused never came to be, and is forgotten, unless CloudTower had shut VMs down before it refused. */
async function refused(
  work: Work,
  { cause }: Extract<Submission, { cause: CloudTowerError }>,
  factsBefore: readonly Fact[],
): Promise<LifecycleError> {
  const { context, known, hostId, record } = work;
  const { cloudTower, signal } = context;
  const host = await cloudTower.host(hostId, { signal }).catch(() => undefined);
  const isElsewhere = host !== undefined && hostState(host) !== "in use";
  const left = isElsewhere || !record ? [] : await leftByRefusal(work, record, cause);
  if (left.length > 0 && record) {
    const failed: SessionRecord = { ...record, phase: "entry-failed" };
    await known.submitted(failed, requestOf(work).timeouts.exitMs).catch(() => undefined);
    return failures.entryRefusedHalfway({ ...about(work), record: failed, cause }, left);
  }
  await known.write(factsBefore).catch(() => undefined);
  const other = isElsewhere ? describeSession(host) : undefined;
  return failures.entryRefused({ ...about(work), record: undefined, cause }, other, false);
}

/**
 * A CloudTower that does an entry at once answers 400 where one with tasks lets the task fail: VMs may have been shut
 * down by then. Where that cannot be read, all count as left: the state keeps them until it can.
 */
async function leftByRefusal(
  { context }: Work,
  record: SessionRecord,
  cause: CloudTowerError,
): Promise<readonly RecordedVm[]> {
  if (!(cause instanceof RefusedError && cause.isFinal)) return [];
  const vms = allVms(record);
  try {
    const uuids = vms.map((vm) => vm.vmUuid);
    return notBack(record, record.hostId, await context.cloudTower.vmsByUuid(uuids, { signal: context.signal }));
  } catch {
    return vms;
  }
}

/** Just before the call, by the server's clock, which is known to the second: rounded down, so that nothing after it looks earlier. */
async function submissionTime({ context, record, sent }: Work): Promise<string> {
  // An earlier sending in this run may still arrive: what begins from then on is ours.
  if (record?.submittedAt && sent.entry && sent.entry.lost > 0) return record.submittedAt;
  const { cloudTower, clock, signal } = context;
  const now = () => new Date(Math.floor(cloudTower.serverNow() / 1000) * 1000).toISOString();
  // Two entries of ours are told apart by their times: they must not share one.
  if (record?.submittedAt === now()) await clock.sleep(1_000, signal);
  return now();
}
