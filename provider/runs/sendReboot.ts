import { type CloudTowerError, type Host, pollUntil, type Session } from "../cloudtower";
import {
  type Context,
  during,
  elapsed,
  hostState,
  identify,
  type LifecycleError,
  linkTo,
  minutely,
  shownBy,
  submit,
} from "../lifecycle";
import { asName } from "../text/foreign";
import { hostFailures } from "./hostFailures";
import type { Rebooting } from "./rebootNote";

const PAUSE_MS = 10_000;
/** Some servers hide a session for a while. Until then, a host without one does not mean that it is over. */
const HIDDEN_MS = 30_000;
/** How long another host that was asked to reboot may still read as connected. */
const GOING_DOWN_MS = 10_000;

/** What became of the call. */
export interface SentReboot {
  taskId?: string | undefined;
  /** Why its answer is not known. */
  lost?: CloudTowerError;
}

/** What is in the way of the call, and may pass by itself; `end` is how it fails if it does not. */
interface Obstacle {
  why: string;
  end: LifecycleError;
}

/** Asks for the reboot as soon as nothing is in the way, and only while the host stays in the same session. */
export async function sendReboot(rebooting: Rebooting, reason: string | undefined): Promise<SentReboot> {
  const { context, about, limitMs } = rebooting;
  const { clock, signal, progress } = context;
  const since = clock.now();
  const tell = minutely(context);
  let session: Session | undefined;
  let told: string | undefined;
  for (;;) {
    const host = await during(hostFailures.rebootUnprepared, about, () => hostInSession(rebooting, session));
    session ??= host.session;
    const answer = await tryToSend(rebooting, host, reason);
    if (!("why" in answer)) return answer;
    const now = clock.now();
    const { why } = answer;
    if (now - since >= limitMs) throw answer.end;
    if (why !== told) progress.line(`waiting for this to pass before the reboot: ${why}`);
    told = why;
    progress.status?.(`waiting ${elapsed(now - since)}: ${why}`);
    tell(`still waiting after ${elapsed(now - since)}: ${why}`);
    await clock.sleep(Math.min(PAUSE_MS, since + limitMs - now), signal);
  }
}

/** The host, which must be in maintenance, and in the session in which it was before. */
async function hostInSession({ context, host, about }: Rebooting, before: Session | undefined): Promise<Host> {
  const { cloudTower, clock, signal } = context;
  const seen = await pollUntil(
    { clock, signal, deadline: clock.now() + HIDDEN_MS, leastPauseMs: 1_000 },
    () => cloudTower.host(host.id, { signal }),
    (now) => now?.session !== undefined,
  );
  if (!seen) throw hostFailures.sessionOver(about, "no longer shown by CloudTower");
  const state = hostState(seen);
  if (state !== "in maintenance")
    throw hostFailures.sessionOver(about, state === "strange" ? "in a strange state" : state);
  if (before && identify(shownBy(before), shownBy(seen.session)).is === "different") {
    throw hostFailures.sessionOver(about, "in another session than ours");
  }
  return seen;
}

async function tryToSend(
  { context, about, notes, host: { id } }: Rebooting,
  host: Host,
  reason: string | undefined,
): Promise<SentReboot | Obstacle> {
  const { cloudTower, signal, progress } = context;
  // Its connection would be taken for the effect of our call.
  if (linkTo(host) === "not connected") {
    const why = `CloudTower has no connection to the host (${asName(host.status)})`;
    return { why, end: hostFailures.hostDark(about, host.status) };
  }
  await during(hostFailures.noteUnwritable, about, () => notes.begin());
  const answer = await submit(() => cloudTower.rebootHost(id, reason, { signal }));
  if (answer.is === "accepted") {
    progress.line("asked CloudTower to reboot the host");
    return { taskId: answer.taskId };
  }
  if (answer.is === "lost") {
    progress.line("the answer to the request to reboot was lost: watching whether the host goes down");
    return { lost: answer.cause };
  }
  await notes.takeBack();
  const { cause } = answer;
  const end = hostFailures.rebootRefused({ ...about, cause });
  if (cause.facts.transient) return { why: cause.message, end };
  const isOthers = answer.is === "refused" && answer.isFinal && (await isAnotherBusy(context, host));
  if (!isOthers) throw end;
  return { why: cause.message, end };
}

/** Is another host of the cluster restarting, or at work? CloudTower's words for that are not published, so the hosts tell. */
async function isAnotherBusy({ cloudTower, clock, signal }: Context, host: Host): Promise<boolean> {
  const read = async () => {
    const members = await cloudTower.hostsOfCluster(host.clusterId, { signal });
    const others = members.filter(({ id }) => id !== host.id);
    if (others.some((other) => linkTo(other) === "not connected")) return true;
    const tasks = await Promise.all(others.map(({ id }) => cloudTower.liveTasks(id, { signal })));
    return tasks.some((ofHost) => ofHost.length > 0);
  };
  const polling = { clock, signal, deadline: clock.now() + GOING_DOWN_MS, leastPauseMs: 1_000 };
  return pollUntil(polling, read, (isBusy) => isBusy).catch(() => {
    signal.throwIfAborted();
    // The refusal is told, whatever else is not known.
    return false;
  });
}
