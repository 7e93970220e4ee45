import { type About, type Context, during, elapsed, forHost } from "../lifecycle";
import { hostFailures } from "./hostFailures";
import { Notes, type RebootNote } from "./rebootNote";
import { sendReboot } from "./sendReboot";
import { watchReboot } from "./watchReboot";

export type { RebootNote } from "./rebootNote";

export interface RebootOptions {
  /** What an earlier run has noted in this session. With it, nothing is sent. */
  note: RebootNote | undefined;
  /** Makes a note safe; undefined: takes it back. */
  write: (note: RebootNote | undefined) => Promise<void>;
  /** For the wait until it can be asked for, and again for the reboot itself, in milliseconds. */
  limitMs: number;
  reason?: string | undefined;
}

/**
 * Reboots a host that is in maintenance in our session: at most once, because the note is written before the call is sent, and is taken
 * back only if CloudTower surely did not act. It is over when the host was seen without a connection, and then healthy for a minute:
 * CloudTower goes on showing a host as connected for a while after the call.
 * @returns the note of a reboot that is over
 * @throws LifecycleError that says whether the next run sends the call, or only watches
 */
export async function reboot(
  outer: Context,
  host: { id: string; name: string },
  { note, write, limitMs, reason }: RebootOptions,
): Promise<RebootNote> {
  const context = forHost(outer, host.name);
  const about: About = { verb: "create", host: host.name };
  const notes = new Notes(context, note, write);
  const rebooting = { context, host, about, limitMs, notes };
  // Without a note, no call was sent.
  const brokenOff = (why: About) =>
    notes.note ? hostFailures.rebootBrokenOff(why) : hostFailures.rebootUnprepared(why);
  return during(brokenOff, about, async () => {
    if (note?.isOverAt) return note;
    if (note) context.progress.line(`watching the reboot that was asked for at ${note.sentAt}: no other is sent`);
    const sent = note ? {} : await sendReboot(rebooting, reason);
    const since = context.clock.now();
    const over = await watchReboot(rebooting, sent);
    context.progress.line(`rebooted, and healthy for a minute (${elapsed(context.clock.now() - since)})`);
    return over;
  });
}
