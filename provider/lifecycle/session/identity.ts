import { timeOf } from "../../clock";
import type { Session, Task } from "../../cloudtower";
import type { SessionRecord } from "./record";
import type { Tag } from "./tag";

/** How long after a call with a lost answer a session may begin and still be attributed to the call. */
const LOST_ANSWER_MS = 15 * 60_000;
/** How long after the end of its task a session may claim to have begun. */
const SLACK_MS = 60_000;

/** The weakest evidence. */
export const BY_CALL = "the time of our call";

const NOTHING: Identity = { is: "unknown", by: "nothing that CloudTower shows" };

/** What is known of a session. */
export type KnownSession = Partial<
  Pick<SessionRecord, "phase" | "submittedAt" | "taskId" | "enteredAt" | "maintenanceJobId">
>;

/** Whether two sessions are the same. `unknown`: there is no evidence either way. */
export interface Identity {
  is: "same" | "different" | "unknown";
  /** The evidence, for a sentence with "by …". */
  by: string;
}

/** What CloudTower says about the task of our entry. `unlisted`: it does not show the task yet. */
export type TaskEvidence = Task | "unlisted" | undefined;

/** The session that a host shows, in the terms of a record; without one, nothing is known. */
export function shownBy(session: Session | undefined): KnownSession {
  return { maintenanceJobId: session?.jobId, enteredAt: session?.enteredAt };
}

/** Do both sides have the session's id, or both its time? Then no other evidence is needed. */
export function isNamed(ours: KnownSession, other: KnownSession): boolean {
  return Boolean((ours.maintenanceJobId && other.maintenanceJobId) || (ours.enteredAt && other.enteredAt));
}

/**
 * The only place that answers "is this session ours?". It compares, in this order: the session's id, the time it began,
 * the task of our entry, the time of our call.
 * @param task what has become of our entry's task, if that was read
 */
export function identify(ours: KnownSession, other: KnownSession, task?: TaskEvidence): Identity {
  if (ours.maintenanceJobId && other.maintenanceJobId) {
    return answer(ours.maintenanceJobId === other.maintenanceJobId, "its job id");
  }
  if (ours.enteredAt && other.enteredAt) return answer(isSameTime(ours.enteredAt, other.enteredAt), "its time");
  if (ours.taskId && other.taskId) return answer(ours.taskId === other.taskId, "its task");
  if (ours.submittedAt && other.submittedAt)
    return answer(ours.submittedAt === other.submittedAt, "the time of its call");
  // After an entry of ours has failed, any session on the host was begun by somebody else.
  if (ours.phase === "entry-failed" || ours.phase === "owed") return answer(false, "the end of our entry");
  return byTask(ours, other, task) ?? byCall(ours, other);
}

/** The evidence where a name tag stands against it, or for nothing. */
export const BY_TAG = "its name tag";

/**
 * Is a session the one that a name tag was written for? A tag may be older than the session, so its text proves nothing: the job id
 * does, or else a task of this host in whose time the session began.
 * @param hostId where the tag was found. A label may hang on several hosts
 * @param task the one that the tag names, if that was read
 */
export function identifyByTag(
  { taskId, jobId }: Pick<Tag, "taskId" | "jobId">,
  other: KnownSession,
  hostId: string,
  task?: TaskEvidence,
): Identity {
  if (jobId && other.maintenanceJobId) return answer(jobId === other.maintenanceJobId, BY_TAG);
  const isTold = task !== undefined && task !== "unlisted" && task.id === taskId;
  const isHere = isTold && (task.resourceId === undefined || task.resourceId === hostId);
  return isHere && beganDuring(task, other) ? answer(true, BY_TAG) : { is: "unknown", by: BY_TAG };
}

/** While a task runs, a session that has no time yet may be what it leads to. */
function beganDuring({ status, startedAt, finishedAt }: Task, { enteredAt }: KnownSession): boolean {
  const began = timeOf(enteredAt);
  const isOpen = !hasEnded(status);
  if (Number.isNaN(began)) return isOpen;
  const isNotBefore = began >= timeOf(startedAt) - SLACK_MS;
  return isNotBefore && (isOpen || began <= timeOf(finishedAt) + SLACK_MS);
}

function hasEnded(status: string): boolean {
  return ["SUCCESSED", "FAILED"].includes(status);
}

/**
 * Identifies the session that our task led to, whatever the clocks say. Even a failed task may have led to maintenance.
 */
function byTask({ submittedAt }: KnownSession, { enteredAt }: KnownSession, task: TaskEvidence): Identity | undefined {
  const by = "the task of our entry";
  if (task === undefined) return undefined;
  if (task === "unlisted" || !hasEnded(task.status)) return answer(true, by);
  const ended = timeOf(task.finishedAt);
  const began = timeOf(enteredAt);
  if (task.status === "FAILED") {
    return Number.isNaN(ended) ? NOTHING : answer(timeOf(submittedAt) <= began && began <= ended, by);
  }
  if (Number.isNaN(ended)) return undefined;
  return answer(!enteredAt || began <= ended + SLACK_MS, by);
}

/** Without a task: the session must have begun after our call was sent, and not long after it. */
function byCall({ submittedAt }: KnownSession, { enteredAt }: KnownSession): Identity {
  if (!submittedAt || !enteredAt) return NOTHING;
  const delay = timeOf(enteredAt) - timeOf(submittedAt);
  return answer(delay >= 0 && delay <= LOST_ANSWER_MS, BY_CALL);
}

function answer(isSame: boolean, by: string): Identity {
  return { is: isSame ? "same" : "different", by };
}

function isSameTime(one: string, other: string): boolean {
  return one === other || timeOf(one) === timeOf(other);
}

/** Did this session begin after the other? An adopted session has no call of ours, only the time it began. */
export function isLater(one: KnownSession, other: KnownSession): boolean {
  if (one.enteredAt && other.enteredAt) return timeOf(one.enteredAt) > timeOf(other.enteredAt);
  const time = ({ submittedAt, enteredAt }: KnownSession) => timeOf(submittedAt ?? enteredAt) || 0;
  return time(one) > time(other);
}
