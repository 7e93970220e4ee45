import type { Host } from "../../cloudtower";
import { identify, identifyByTag, isNamed, type KnownSession, shownBy, type TaskEvidence } from "../session/identity";
import { isOfOwner, isOwn, type Tag, tagsOn } from "../session/tag";
import { hostState, type TagEvidence } from "./evidence";
import { tagOwner } from "./marking";
import { SETTLE_MS } from "./settle";
import type { Work } from "./work";

/** What the tags on a host say. They come with the host; only a tag without the session's own id needs its task read, too. */
export async function readTags(work: Work, host: Host): Promise<TagEvidence> {
  const tags = tagsOn(host);
  const isInSession = ["entering", "in maintenance"].includes(hostState(host));
  if (tags.length === 0 || !isInSession) return {};
  const [shown, owner] = [shownBy(host.session), tagOwner(work.context)];
  const isOurs = (tag: Tag) => isOwn(tag, owner);
  const mayProve = (tag: Tag) => !isOfAnother(tag, work.record, shown);
  const tasks = await Promise.all(
    tags.map((tag) => (isOurs(tag) && mayProve(tag) ? taskOf(work, tag, host) : undefined)),
  );
  const isProven = (tag: Tag, index: number) =>
    mayProve(tag) && identifyByTag(tag, shown, host.id, tasks[index]).is === "same";
  const proof = tags.find((tag, index) => isOurs(tag) && isProven(tag, index));
  if (proof) return { proof };
  const theirs = tags.find((tag, index) => !isOurs(tag) && isProven(tag, index));
  const isTakenOver = theirs !== undefined && owner.text !== undefined && !isOfOwner(theirs, owner);
  return { theirs, isTakenOver, unproven: tags.find(isOurs) };
}

/** Does the record tell by itself that the session is ours? */
export function isRecorded(record: KnownSession | undefined, { session }: Host): boolean {
  return record !== undefined && identify(record, shownBy(session)).is === "same";
}

/** Was a tag written for the recorded session, and is the one that the host shows another? */
function isOfAnother({ taskId }: Tag, record: KnownSession | undefined, shown: KnownSession): boolean {
  if (record === undefined || taskId === undefined || taskId !== record.taskId) return false;
  return isNamed(record, shown) && identify(record, shown).is === "different";
}

/** The task of a tag, if whose session this is depends on it. */
async function taskOf({ context, record }: Work, { taskId, jobId }: Tag, host: Host): Promise<TaskEvidence> {
  const { cloudTower, signal } = context;
  if (taskId === undefined || (jobId && host.session?.jobId) || isRecorded(record, host)) return undefined;
  const [task] = await cloudTower.tasks([taskId], { signal, patienceMs: SETTLE_MS });
  return task;
}
