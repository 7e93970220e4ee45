import type { Host, Task } from "../../cloudtower";
import { exitOf, holderOf } from "../session/facts";
import { BY_TAG, type Identity, identify, isNamed, shownBy, type TaskEvidence } from "../session/identity";
import { stackOf } from "../session/owner";
import { isUnfinished, type SessionRecord } from "../session/record";
import { type Evidence, hostState, linkTo, mayHaveActed, type Sent, type TagEvidence } from "./evidence";

/** What the evidence means, if the host is shown. */
export type SeenName =
  | "free"
  | "entering"
  | "in maintenance"
  | "exiting"
  | "ours by its tag"
  | "another's entry"
  | "another's maintenance"
  | "handed over"
  | "not ready"
  | "entry failed"
  | "entry without effect"
  | "exit refused"
  | "exit without effect"
  | "out"
  | "owed"
  | "over"
  | "strange";

/** The same, if it is not. */
export type UnseenName = "not looked at" | "gone" | "hidden" | "on another CloudTower";

export interface Seen {
  is: SeenName;
  host: Host;
  /** Tasks that are running on the host. */
  tasks: readonly Task[];
  /** The task of our entry, if it has failed. */
  failed?: Task | undefined;
  /** Whose session is on the host; absent if the host is in use. */
  whose?: Identity;
  /** Which other resource holds the session, according to the facts. */
  holder?: string | undefined;
  /** Does that resource belong to another stack, or is it one that only its name tag tells of? */
  isAnotherStacks?: boolean | undefined;
  /** What name tags say of the session. */
  tags?: TagEvidence;
}

/** `seen`: VMs that are shown on a hidden host. `showsHost`: whether the other CloudTower has a host with this id. */
export interface Unseen {
  is: UnseenName;
  seen?: string | undefined;
  showsHost?: boolean | undefined;
}

export type Situation = Seen | Unseen;

/** A verb gives up after this many lost attempts, each seen to have had no effect. */
const MOST_SENDINGS = 5;

/** Derives the situation from the evidence. Pure, and the same for all verbs. */
export function situate(evidence: Evidence): Situation {
  const { host: seen, liveTasks: tasks, tags: tagged } = evidence;
  if (seen.is !== "shown") return seen;
  const { host } = seen;
  const state = hostState(host);
  if (state === "strange") return { is: "strange", host, tasks };
  if (state === "in use") return { is: whenInUse(evidence), host, tasks, failed: failedTask(evidence.entryTask) };
  const whose = whoseSession(evidence, host);
  const holder = holderOf(shownBy(host.session), evidence.facts, evidence.owner);
  const isAnotherStacks =
    holder === undefined ? tagged.theirs !== undefined : stackOf(holder) !== stackOf(evidence.owner);
  const is = whenInSession(evidence, host, whose, holder);
  return { is, host, tasks, whose, holder, isAnotherStacks, tags: tagged };
}

function whenInUse({ record, facts, run, entryTask, liveTasks }: Evidence): SeenName {
  if (run.exit && mayHaveActed(run.exit)) return "out";
  // While our entry may still be running, a host that is in use proves nothing.
  if (record?.phase === "entering" && isUnderWay(record, entryTask, liveTasks)) return "entering";
  const { entry } = run;
  const isSentAgain = entry?.last.is === "lost" && entry.lost < MOST_SENDINGS;
  if ((entry && !isSentAgain) || run.entryTask) return "entry without effect";
  if (!record) return "free";
  if (record.phase === "entering" && failedTask(entryTask)) return "entry failed";
  return isUnfinished(record) || exitOf(record, facts) ? "owed" : "over";
}

function whenInSession(evidence: Evidence, host: Host, whose: Identity, holder: string | undefined): SeenName {
  const { record, facts, run, liveTasks } = evidence;
  const isEntering = hostState(host) === "entering";
  if (whose.is !== "same") {
    if (run.entry || run.entryTask) return "entry without effect";
    // The journal knows whether another resource has taken it over.
    if (evidence.tags.proof && holder === undefined)
      return liveTasks.length > 0 && !isEntering ? "exiting" : "ours by its tag";
    return isEntering ? "another's entry" : "another's maintenance";
  }
  // A session that this run adopts is recorded as held only at the end.
  if (holder && !run.adopted) return "handed over";
  if (isEntering) return "entering";
  if (run.exit) return afterExit(run.exit, run.exitTask, liveTasks);
  if (liveTasks.length > 0 && record && exitOf(record, facts)) return "exiting";
  // Whether it can bring back a host whose connection is doubtful is left to CloudTower.
  return linkTo(host) === "not connected" ? "not ready" : "in maintenance";
}

function failedTask(task: TaskEvidence): Task | undefined {
  return task !== undefined && task !== "unlisted" && task.status === "FAILED" ? task : undefined;
}

/** During an exit, the host still shows as in maintenance. */
function afterExit({ last, lost }: Sent, task: Task | undefined, liveTasks: readonly Task[]): SeenName {
  if (last.is === "accepted") {
    if (!task) return "exiting";
    return task.status === "FAILED" ? "exit refused" : "exit without effect";
  }
  if (last.is === "lost") {
    if (liveTasks.length > 0) return "exiting";
    return lost < MOST_SENDINGS ? "in maintenance" : "exit without effect";
  }
  if (last.is !== "refused") return "exit without effect";
  // CloudTower may have refused this one because the first, whose answer was lost, is running.
  return lost > 0 ? "exiting" : "exit refused";
}

function whoseSession({ record, run, entryTask, tags }: Evidence, host: Host): Identity {
  if (!record) return tags.unproven ? { is: "unknown", by: BY_TAG } : { is: "different", by: "our state" };
  const shown = shownBy(host.session);
  // What this run exits is for this run to follow to its end, whoever began it.
  if (run.exit?.session && identify(run.exit.session, shown).is === "same") return { is: "same", by: "this run" };
  const identity = identify(record, shown, entryTask);
  // Somebody else has taken it over, on a machine that shares no journal with this one.
  if (tags.isTakenOver && !run.adopted && !run.exit) return { is: "different", by: BY_TAG };
  // It is ours if this run saw it begin with our call, adopted it, or knew it before our exit.
  const isOfThisRun = run.adopted || run.exit || run.entry?.last.is === "accepted";
  const isDoubtful = identity.is === "unknown" || (run.entryTask?.status === "FAILED" && !isNamed(record, shown));
  return isOfThisRun && isDoubtful ? { is: "same", by: "this run" } : identity;
}

/**
 * Is an entry of ours still running, according to its task? Without a known task, according to any task of the host.
 */
function isUnderWay({ taskId }: SessionRecord, task: TaskEvidence, liveTasks: readonly Task[]): boolean {
  if (!taskId) return liveTasks.length > 0;
  return task === "unlisted" || (task !== undefined && !["SUCCESSED", "FAILED"].includes(task.status));
}
