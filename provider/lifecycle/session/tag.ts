import { createHash } from "node:crypto";
import type { Host, TagLabel } from "../../cloudtower";
import { asName, forPeople } from "../../text/foreign";
import { type Attempt, asReason, attemptOf, attemptWord } from "./attempt";

/** CloudTower publishes no limit for the value of a label. */
const LONGEST_TAG = 99;
/** So much of a resource's name stays, even if the task's id has to go for it. */
const LEAST_NAME = 8;
/** In place of an id that is not known. */
const NOTHING = "-";
/** An owner's hash: enough to tell the resources of a backend apart. */
const HASH = /^[0-9a-f]{8}$/;
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
  /** Of a run. */
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
  attempt?: (() => Attempt | undefined) | undefined;
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
  return `${ids} ${cut(asReason(forPeople(reason ?? "")), LONGEST_TAG - ids.length - 1)}`.trimEnd();
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

/** Is it a tag of this resource, from whatever machine? */
export function isOwn(tag: Tag, owner: TagOwner): boolean {
  return tag.text === owner.text && isOfOwner(tag, owner);
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
