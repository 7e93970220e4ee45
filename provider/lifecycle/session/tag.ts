import { createHash } from "node:crypto";
import type { Host, TagLabel } from "../../cloudtower";
import { asName, forPeople } from "../../text/foreign";

/** CloudTower publishes no limit for the value of a label. */
const LONGEST_TAG = 99;
/** So much of a resource's name stays, even if the task's id has to go for it. */
const LEAST_NAME = 8;
/** In place of an id that is not known. */
const NOTHING = "-";
/** An owner's hash: enough to tell the resources of a backend apart. */
const HASH = /^[0-9a-f]{8}$/;
/** Written for every run, so that no reason is taken for it. */
const ATTEMPT = /^#([0-9a-f]{4})\.(\d{1,4})(?:\.([0-9a-z]{1,7}))?$/;

/** The command of a run that was begun last: the round that it is of, and how many were begun in that round. */
export interface Attempt {
  round: string;
  count: number;
  /** ISO 8601: when its time limit has ended it at the latest. */
  until?: string | undefined;
}

/** What a name tag says. */
export interface Tag {
  label: TagLabel;
  /** The setting `nameTag` of whoever wrote it. */
  text: string;
  /** The resource's name, shortened, for people. */
  resource: string;
  /** Of the owner. */
  hash: string;
  taskId?: string;
  jobId?: string;
  /** `round` is shortened. */
  attempt?: Attempt;
  reason?: string;
}

/** Whose tags count as a resource's own, and what a run writes on them. */
export interface TagOwner {
  /** The setting; absent if it is not set. */
  text?: string | undefined;
  /** The resource, as it is named in facts. */
  owner: string;
  /** Its name before it was renamed or moved by an alias. */
  formerOwner?: string | undefined;
  attempt?: (() => Attempt) | undefined;
}

/** What is written on a tag besides its owner. */
type Said = Pick<Tag, "taskId" | "jobId" | "reason"> & { attempt?: Attempt | undefined };

/**
 * The value of the label, in this order with a space between: text, name, hash, task, job, attempt, reason. A space in a name is written `_`,
 * and neither ids nor the text have any, so that a reason, which comes last, can say what it likes.
 */
export function tagValue(text: string, owner: string, { taskId, jobId, attempt, reason }: Said): string {
  const hash = hashOf(owner);
  const whole = (name: string, task?: string, job?: string, begun?: string) =>
    [text, name, hash, task ?? NOTHING, job ?? NOTHING, ...(begun === undefined ? [] : [begun])].join(" ");
  const hasRoom = (...said: (string | undefined)[]) => whole("", ...said).length + LEAST_NAME <= LONGEST_TAG;
  // The job's id proves more than the task's. What leaves no room for the name is not written: half of it would prove nothing.
  const job = hasRoom(undefined, jobId) ? jobId : undefined;
  const word = attempt && attemptWord(attempt);
  const begun = hasRoom(undefined, job, word) ? word : undefined;
  const task = hasRoom(taskId, job, begun) ? taskId : undefined;
  const room = LONGEST_TAG - whole("", task, job, begun).length;
  const ids = whole(cut(asWord(owner.split("/").slice(2).join("/")), room), task, job, begun);
  return `${ids} ${cut(forPeople(reason ?? ""), LONGEST_TAG - ids.length - 1)}`.trimEnd();
}

/** The tags that CloudTower shows on a host. A label that does not read like one of ours says nothing. */
export function tagsOn({ nameTags = [] }: Pick<Host, "nameTags">): Tag[] {
  return nameTags.flatMap((label) => parsed(label) ?? []);
}

function parsed(label: TagLabel): Tag | undefined {
  const [text = "", resource = "", hash = "", task, job, ...rest] = label.value.split(" ");
  if (!text || !resource || !HASH.test(hash) || !task || !job) return undefined;
  const attempt = attemptOf(rest[0]);
  const reason = rest.slice(attempt ? 1 : 0).join(" ");
  return {
    ...{ label, text, resource, hash },
    ...(task === NOTHING ? {} : { taskId: task }),
    ...(job === NOTHING ? {} : { jobId: job }),
    ...(attempt ? { attempt } : {}),
    ...(reason ? { reason } : {}),
  };
}

/** `#5f3a.2.t9d0zz`: round, count, and `until` as seconds in base 36. */
function attemptWord({ round, count, until }: Attempt): string {
  const end = until === undefined ? "" : `.${Math.ceil(Date.parse(until) / 1_000).toString(36)}`;
  return `#${shortRound(round)}.${count}${end}`;
}

function shortRound(round: string): string {
  return round.slice(0, 4);
}

/** Is an attempt that was read from a tag one of this round? */
export function isAttemptOf({ round }: Attempt, whole: string): boolean {
  return round === shortRound(whole);
}

function attemptOf(word = ""): Attempt | undefined {
  const [, round, count, end] = ATTEMPT.exec(word) ?? [];
  if (round === undefined) return undefined;
  const until = end === undefined ? {} : { until: new Date(Number.parseInt(end, 36) * 1_000).toISOString() };
  return { round, count: Number(count), ...until };
}

/** Is it a tag of this resource, from whatever machine? */
export function isOwn(tag: Tag, owner: TagOwner): boolean {
  return tag.text === owner.text && isOfOwner(tag, owner);
}

/**
 * The commands that a run of this resource has begun, as its tags on a host say: of the session that the host is in, or still within
 * their time limit.
 * @param now by the clock, in milliseconds
 */
export function attemptsOn(host: Pick<Host, "session" | "nameTags">, owner: TagOwner, now: number): Attempt[] {
  const { session } = host;
  const isOfSession = ({ jobId }: Tag) =>
    session !== undefined && (!jobId || !session.jobId || jobId === session.jobId);
  const mayRun = ({ attempt }: Tag) => Date.parse(attempt?.until ?? "") > now;
  return tagsOn(host)
    .filter((tag) => isOwn(tag, owner) && (isOfSession(tag) || mayRun(tag)))
    .flatMap(({ attempt }) => attempt ?? []);
}

/** The same, whatever the setting was when it was written. */
export function isOfOwner({ hash }: Tag, { owner, formerOwner }: TagOwner): boolean {
  return [owner, formerOwner].some((one) => one !== undefined && hashOf(one) === hash);
}

/** "tagged ops-prod, resource east". */
export function describeTag({ text, resource }: Pick<Tag, "text" | "resource">): string {
  return `tagged ${asName(text)}, resource ${asName(resource)}`;
}

/** What the tags on a host say. Nobody must take one for the session's that is known to be of another session. */
export function describeTags(host: Pick<Host, "session" | "nameTags">): string[] {
  const { jobId: there } = host.session ?? {};
  return tagsOn(host).map((tag) => {
    const isOld = there !== undefined && tag.jobId !== undefined && tag.jobId !== there;
    return `${describeTag(tag)}${isOld ? " (left from another session)" : ""}`;
  });
}

function hashOf(owner: string): string {
  return createHash("sha256").update(owner).digest("hex").slice(0, 8);
}

function asWord(name: string): string {
  return forPeople(name).replaceAll(/\s/gu, "_") || "_";
}

/** Cuts between characters, never within one. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length >= longest) break;
    kept += character;
  }
  return longest > 0 ? `${kept}…` : "";
}
