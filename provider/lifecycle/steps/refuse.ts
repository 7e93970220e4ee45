import type { Host } from "../../cloudtower";
import { asName } from "../../text/foreign";
import type { LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { allVms, type RecordedVm, type SessionRecord } from "../session/record";
import { causeOf, describeSession, hostState, type Run } from "../situation/evidence";
import type { Seen, Situation, Unseen } from "../situation/situate";
import { isSeen } from "../situation/table";
import { about, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { vmsNotBack } from "../vms/standing";
import { noteExit } from "./calls";
import { leftByEntry } from "./lookAfter";
import { recordedNow, whereabouts } from "./readVms";

/** Throws the reason why the verb cannot continue. Nothing is read or sent. */
export async function refuse(work: Work, situation: Situation): Promise<Outcome> {
  throw isSeen(situation) ? refusalOf(work, situation) : unseenRefusal(work, situation);
}

function refusalOf(work: Work, { is, host, whose, holder, isAnotherStacks, tags }: Seen): LifecycleError {
  const { verb } = work;
  if (is === "strange") return failures.strangeState(about(work), host);
  if (is === "handed over") return failures.handedOver(about(work), holder ?? "unknown");
  if (is === "not ready") return failures.notConnected(about(work), host.status);
  // A refused create leaves nothing in the state.
  const what = verb === "create" ? { ...about(work), record: undefined } : about(work);
  if (isAnotherStacks && verb !== "delete") {
    const { text = "", resource = "" } = tags?.theirs ?? {};
    const owner = holder
      ? `${holder} of another stack`
      : `${asName(resource)} of ${asName(text)}, as its name tag says`;
    return failures.anotherStacks(what, owner, describeSession(host));
  }
  if (verb === "create") return failures.hostTaken(what, host, tags?.unproven !== undefined);
  if (verb === "update") {
    const state = hostState(host) === "entering" ? "entering maintenance" : "in maintenance";
    return failures.notOurSession(about(work), state, describeSession(host));
  }
  const { maintenanceJobId, enteredAt, submittedAt } = recordOf(work);
  const ours = `job ${maintenanceJobId ?? "unknown"}, since ${enteredAt ?? submittedAt ?? "unknown"}`;
  return failures.foreignSession(
    about(work),
    describeSession(host),
    ours,
    whose?.is === "unknown" ? undefined : whose?.by,
  );
}

function unseenRefusal(work: Work, situation: Unseen): LifecycleError {
  const { hostId, record, context } = work;
  const { server } = context.cloudTower;
  if (!record) return failures.hostNotShown(about(work), server, hostId);
  if (situation.is === "on another CloudTower") {
    return failures.otherCloudTower(about(work), server, situation.showsHost ?? false, record);
  }
  if (situation.is === "hidden") {
    return failures.hostHidden(about(work), server, situation.seen, record.clusterName);
  }
  return failures.hostGone(about(work));
}

/** Throws what CloudTower said about a call of this run that failed, and where the VMs are. */
export async function tell(work: Work, { host }: Seen): Promise<Outcome> {
  throw work.run.exit ? await exitFailure(work, host) : await entryFailure(work, host);
}

async function entryFailure(work: Work, host: Host): Promise<LifecycleError> {
  const { run, record } = work;
  const { entry, entryTask: task } = run;
  const isElsewhere = hostState(host) !== "in use";
  const session = isElsewhere ? describeSession(host) : undefined;
  const cause = causeOf(entry);
  if (entry?.last.is === "lost") return failures.entryLost({ ...about(work), cause });
  if (entry && cause) {
    const left = record || isElsewhere ? [] : await leftByRefusal(work, entry);
    if (left.length === 0) return failures.entryRefused({ ...about(work), cause }, session, record !== undefined);
    const failed: SessionRecord = { ...entry.record, phase: "entry-failed" };
    await work.known.submitted(failed, requestOf(work).timeouts.exitMs).catch(() => undefined);
    return failures.entryRefusedHalfway({ ...about(work), record: failed, cause }, left);
  }
  // Without a known task, only a host that stays in use shows that the entry failed.
  const isFailed = task?.status === "FAILED" || (!record?.taskId && !isElsewhere);
  const what = { ...about(work), taskId: record?.taskId };
  if (!isFailed || !record) {
    const reads = session ? `it is in another session: ${session}` : (host.session?.state ?? "no session");
    return failures.entryWithoutEffect(what, reads);
  }
  const { record: failed, where } = await leftByEntry(work.context, record, task);
  return failures.entryFailed({ ...what, record: failed }, task?.errorMessage, where);
}

/**
 * A CloudTower that enters without a task answers 400 where another one lets the task fail, and may have shut down VMs
 * by then. If this cannot be read, all VMs stay in the state until it can.
 */
async function leftByRefusal(
  { context, hostId }: Work,
  { last, record }: NonNullable<Run["entry"]>,
): Promise<readonly RecordedVm[]> {
  if (last.is !== "refused" || !last.isFinal) return [];
  const vms = allVms(record);
  try {
    const now = await recordedNow(context, record);
    return vmsNotBack(now, { record, hostId, askedBack: new Set() });
  } catch {
    return vms;
  }
}

async function exitFailure(work: Work, host: Host): Promise<LifecycleError> {
  const { exit, exitTask } = work.run;
  const cause = causeOf(exit);
  if (exit?.last.is === "lost") return failures.exitLost({ ...about(work), cause });
  if (cause) return failures.exitRefused({ ...about(work), cause });
  const what = { ...about(work), taskId: exitTask?.id };
  if (exitTask?.status !== "FAILED") return failures.exitWithoutEffect(what, String(host.session?.state));
  await noteExit(work, "exit ended");
  return failures.exitFailed(what, exitTask.errorMessage, await whereabouts(work.context, recordOf(work)));
}
