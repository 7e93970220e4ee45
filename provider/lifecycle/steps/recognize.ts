import { messageOf } from "../report/failure";
import { type SessionRecord, sessionFacts } from "../session/record";
import { describeSession } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { again, type Outcome, requestOf, type Work } from "../situation/work";
import { before, recordOfShown } from "./adopt";

/**
 * Our name tag proves the session on the host ours, which a run has begun that left neither state nor journal here. From then on it is
 * like one that was adopted: what CloudTower shows of it is all that is known.
 */
export async function recognize(work: Work, { host, whose, tags }: Seen): Promise<Outcome> {
  const { context, known, deadline } = work;
  const { progress, clock } = context;
  const { enterMs, exitMs } = requestOf(work).timeouts;
  progress.line(`continuing with the session on the host, which its name tag proves ours (${describeSession(host)})`);
  let record: SessionRecord;
  // What does not tell which session it is about is about this one.
  if (work.record && whose?.is === "unknown") record = { ...work.record, ...sessionFacts(host) };
  else {
    progress.warn(
      "neither the state nor this machine's journal has that session: which VMs ran before it, and where, is known only from what CloudTower shows",
    );
    record = await recordOfShown(work, host, tags?.proof?.taskId, await before(work));
  }
  // What was written before the enter call still hangs on the host, and suffices to continue.
  await known
    .held(record, exitMs)
    .catch((error: unknown) => progress.warn(`the journal was not written: ${messageOf(error)}`));
  return again({
    record,
    run: { adopted: true },
    deadline: work.verb === "delete" ? deadline : clock.now() + enterMs,
  });
}
