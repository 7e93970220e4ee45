import type { Session } from "./entities";
import { seededRandom } from "./ids";
import type { World } from "./world";

/**
 * Does the host hide its session now (the quirk `sessionHiddenFor`)? It does so after the entry's end, and then once in every period
 * of three times that length, at a moment derived from the job id, and never longer at a stretch.
 */
export function isHidden({ clock, quirks }: World, session: Session): boolean {
  const length = clock.scaled(quirks.sessionHiddenFor);
  if (length === 0 || session.state === "IN_USE") return false;
  const now = clock.now();
  const { begunAt, settledAt } = session;
  if (settledAt === null) return hiddenSince(session, begunAt, now, length) !== undefined;
  // If the session is already hidden at the entry's end, that is not extended.
  const since = hiddenSince(session, begunAt, settledAt, length) ?? settledAt;
  return now - since < length || hiddenSince(session, settledAt, now, length) !== undefined;
}

/** The start of the hidden period that contains `at`; undefined if there is none. */
function hiddenSince({ jobId }: Session, from: number, at: number, length: number): number | undefined {
  const stretch = Math.floor((at - from) / (3 * length));
  const random = seededRandom(Number.parseInt(jobId.slice(0, 8), 16) + stretch)();
  // It begins after the first third and is over before the end, so there is always a gap.
  const begin = from + (3 * stretch + 1.2 + 0.8 * random) * length;
  return at >= begin && at - begin < length ? begin : undefined;
}
