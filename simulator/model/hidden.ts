import type { Session } from "./entities";
import { seededRandom } from "./ids";
import type { World } from "./world";

/**
 * Does the host show no session now, although there is one (the quirk `sessionHiddenFor`)? From the entry's end on, and
 * once in every stretch of three times that long, at a moment that follows from the job id; never longer in one piece.
 */
export function isHidden({ clock, quirks }: World, session: Session): boolean {
  const length = clock.scaled(quirks.sessionHiddenFor);
  if (length === 0 || session.state === "IN_USE") return false;
  const now = clock.now();
  const { begunAt, settledAt } = session;
  if (settledAt === null) return hiddenSince(session, begunAt, now, length) !== undefined;
  // Where the entry's end finds it hidden already, it does not begin anew.
  const since = hiddenSince(session, begunAt, settledAt, length) ?? settledAt;
  return now - since < length || hiddenSince(session, settledAt, now, length) !== undefined;
}

/** When the stay out of sight began that `at` is in; undefined when it is in none. */
function hiddenSince({ jobId }: Session, from: number, at: number, length: number): number | undefined {
  const stretch = Math.floor((at - from) / (3 * length));
  const random = seededRandom(Number.parseInt(jobId.slice(0, 8), 16) + stretch)();
  // It begins after the first third and is over by the end of the last: there is always a gap.
  const begin = from + (3 * stretch + 1.2 + 0.8 * random) * length;
  return at >= begin && at - begin < length ? begin : undefined;
}
