import type { LifecycleError } from "../report/failure";
import { failures } from "../report/failures";
import { about, describeSession, hostState, type Outcome, recordOf, type Work } from "../situation/evidence";
import type { Seen, Situation, Unseen } from "../situation/situate";
import { isSeen } from "../situation/table";
import { noteExit } from "./exit";
import { whereabouts } from "./readVms";

/** The situation does not let the verb go on: says why. Nothing is read or sent. */
export async function refuse(work: Work, situation: Situation): Promise<Outcome> {
  throw isSeen(situation) ? refusalOf(work, situation) : unseenRefusal(work, situation);
}

function refusalOf(work: Work, { is, host, whose, holder }: Seen): LifecycleError {
  const { verb } = work;
  if (is === "strange") return failures.strangeState(about(work), host);
  if (is === "handed over") return failures.handedOver(about(work), holder ?? "unknown");
  if (is === "not ready") return failures.notConnected(about(work), host.status);
  // A create that is refused leaves nothing in the state.
  if (verb === "create") return failures.hostTaken({ ...about(work), record: undefined }, host);
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
    return failures.otherCloudTower(about(work), { server, showsHost: situation.showsHost ?? false }, record);
  }
  if (situation.is === "hidden") {
    return failures.hostHidden(about(work), server, situation.seen, record.clusterName);
  }
  return failures.hostGone(about(work));
}

/** A call of this run came to nothing: says what CloudTower said, and where the VMs are. */
export async function tell(work: Work, { host }: Seen): Promise<Outcome> {
  throw work.sent.exit ? await exitFailure(work, { host }) : await entryFailure(work, { host });
}

async function entryFailure(work: Work, { host }: Pick<Seen, "host">): Promise<LifecycleError> {
  const { sent, context, record } = work;
  const { last, task } = sent.entry ?? { last: undefined, task: undefined };
  const cause = last && "cause" in last ? last.cause : undefined;
  const isElsewhere = hostState(host) !== "in use";
  if (last?.is === "lost") return failures.entryLost({ ...about(work), cause });
  if (last && last.is !== "accepted") {
    const other = isElsewhere ? describeSession(host) : undefined;
    return failures.entryRefused({ ...about(work), cause }, other, record !== undefined);
  }
  // Without a task of its own, only a host that stays in use tells of an entry that failed.
  const isFailed = task?.status === "FAILED" || (!record?.taskId && !isElsewhere);
  const what = { ...about(work), taskId: record?.taskId };
  if (!isFailed || !record) {
    const reads = isElsewhere
      ? `it is in another session: ${describeSession(host)}`
      : (host.session?.state ?? "no session");
    return failures.entryWithoutEffect(what, reads);
  }
  const failed = { ...record, phase: "entry-failed" as const };
  return failures.entryFailed({ ...what, record: failed }, task?.errorMessage, await whereabouts(context, record));
}

async function exitFailure(work: Work, { host }: Pick<Seen, "host">): Promise<LifecycleError> {
  const { sent, context } = work;
  const exit = sent.exit;
  const cause = exit && "cause" in exit.last ? exit.last.cause : undefined;
  if (exit?.last.is === "lost") return failures.exitLost({ ...about(work), cause });
  if (exit && exit.last.is !== "accepted") return failures.exitRefused({ ...about(work), cause });
  const what = { ...about(work), taskId: exit?.task?.id };
  if (exit?.task?.status !== "FAILED") return failures.exitWithoutEffect(what, String(host.session?.state));
  await noteExit(work, "exit ended");
  return failures.exitFailed(what, exit.task.errorMessage, await whereabouts(context, recordOf(work)));
}
