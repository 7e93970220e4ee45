import { again, hostState, type Outcome, type Work } from "../situation/evidence";
import type { Seen } from "../situation/situate";

const PAUSE_MS = 30_000;

/** The way out is not open yet: waits a little, then all is looked at again. */
export async function pause(work: Work, { host }: Seen): Promise<Outcome> {
  const { exit, exitTask } = work.run;
  const refusal = exit && "cause" in exit.last ? exit.last.cause.message : exitTask?.errorMessage;
  const isDisconnected = hostState(host) === "in maintenance" && !exit;
  return waitFor(
    work,
    isDisconnected ? `CloudTower has no connection to the host (${host.status})` : (refusal ?? "it gives no reason"),
  );
}

/**
 * Waits for what may pass, within the time that the user gives for that, which is not taken from the time of the entry or
 * exit itself.
 * @param why what is waited for
 */
export async function waitFor(work: Work, why: string): Promise<Outcome> {
  const { context, waitingSince, deadline } = work;
  const { clock, signal, progress } = context;
  const began = clock.now();
  const since = waitingSince ?? began;
  const minutes = Math.round((began - since) / 60_000);
  if (waitingSince === undefined) progress.line(`waiting, because that may pass: ${why}`);
  else if (minutes > 0 && (began - since) % 60_000 < PAUSE_MS)
    progress.line(`still waiting after ${minutes} min: ${why}`);
  progress.status(`waiting: ${why}`);
  await clock.sleep(PAUSE_MS, signal);
  return again({ waitingSince: since, deadline: deadline + clock.now() - began, run: {} });
}
