import type { Host } from "../cloudtower";
import { type Attempt, endOf, isLaterAttempt, isOwn, type TagOwner, tagsOn } from "../lifecycle";

/**
 * The last command that this resource has begun, as far as its record does not know of it: by its name tags on a host, of the
 * session that the host is in, or with a time limit that is not over.
 * @param known the last one that the record knows of
 * @param now by the clock, in milliseconds
 */
export function begunElsewhere(
  host: Pick<Host, "session" | "nameTags">,
  owner: TagOwner,
  known: Attempt | undefined,
  now: number,
): Attempt | undefined {
  const { session } = host;
  const isInSession = session !== undefined && session.state !== "IN_USE";
  const isOfSession = (jobId = "") => isInSession && (!jobId || !session.jobId || jobId === session.jobId);
  return tagsOn(host)
    .filter((tag) => isOwn(tag, owner) && (isOfSession(tag.jobId) || endOf(tag.attempt) * 1_000 > now))
    .flatMap(({ attempt }) => attempt ?? [])
    .sort((one, other) => endOf(other) - endOf(one))
    .find((attempt) => isLaterAttempt(attempt, known));
}
