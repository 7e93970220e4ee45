import { messageOf } from "../report/failure";
import { entryOf, exitOf, isOver, withOver } from "../session/facts";
import { identify } from "../session/identity";
import type { Ending, Receipt, VmOutcome } from "../session/receipt";
import type { SessionRecord } from "../session/record";
import { mayHaveActed } from "../situation/evidence";
import { recordOf, type Work } from "../situation/work";
import type { RestorePolicy } from "../vms/restore";
import { outcomes, type Vms } from "../vms/standing";
import { traced } from "../vms/trace";

/** Where nothing is owed, the policy makes no difference. */
const ALL_BACK: RestorePolicy = {
  powerOn: "all",
  liveMigrateBack: "all",
  offlineMigrateBack: "all",
  changed: "include",
};

/** What became of a session. @param leftAt see {@link leftAtOf} */
export function receiptOf(work: Work, vms: VmOutcome[], ending = endingOf(work), leftAt?: string): Receipt {
  const { context, known, request, run } = work;
  const record = recordOf(work);
  const entry = entryOf(record, known.facts, known.owner);
  // A create that finds a session over is about another one by now.
  const reason = entry?.reason ?? (work.verb === "create" ? undefined : request?.reason);
  const exitBeganAt = run.exitTask?.startedAt ?? exitOf(record, known.facts)?.at;
  return {
    vms,
    ending,
    ...(entry?.kind === "held" ? { entryOverAt: entry.at } : {}),
    ...(exitBeganAt ? { exitBeganAt } : {}),
    ...(leftAt ? { leftAt } : {}),
    writtenAt: serverTime(work),
    ...(reason ? { reason } : {}),
    ...(entry?.by ? { enteredBy: entry.by } : {}),
    ...(context.by ? { endedBy: context.by } : {}),
  };
}

/** What became of a session that is found to be over, with nothing owed. */
export function foundOver(work: Work, record: SessionRecord, vms: Vms): Receipt {
  const ended = { record, hostId: record.hostId, askedBack: new Set<string>() };
  return receiptOf(work, traced(outcomes(vms, ended, ALL_BACK, new Map()), vms, ended, new Map()));
}

/** When the exit of this run was over, or was seen to be. */
export function leftAtOf(work: Work): string | undefined {
  const { exit, exitTask } = work.run;
  return exit && mayHaveActed(exit) ? (exitTask?.finishedAt ?? serverTime(work)) : undefined;
}

/** Now, by the server's clock. */
export function serverTime({ context }: Work): string {
  return new Date(context.cloudTower.serverNow()).toISOString();
}

/** Destroy is done. A later run then finds the session over, even if Pulumi could not save that. */
export async function noteOver({ context, known, record }: Work): Promise<void> {
  if (!record) return;
  try {
    await known.write(withOver(known.facts, known.news(record)));
  } catch (error) {
    context.progress.warn(`the journal was not written: ${messageOf(error)}`);
  }
}

/** Saves it and tells where. The work is done, so a receipt that cannot be saved is only a warning. */
export async function keepReceipt({ context, record }: Work, receipt: Receipt): Promise<void> {
  if (!record) return;
  try {
    const path = await context.facts.keepReceipt(record, receipt);
    if (path) context.progress.line(`receipt: ${path}`);
  } catch (error) {
    context.progress.warn(`the receipt could not be written: ${messageOf(error)}`);
  }
}

function endingOf({ run, known, record }: Work): Ending {
  if (run.exit && mayHaveActed(run.exit)) {
    const isAnothers = run.exit.session && identify(record ?? {}, run.exit.session).is === "different";
    return isAnothers ? "exit of another session" : "exit";
  }
  if (record?.phase === "entry-failed" || record?.phase === "entering") return "failed entry";
  const isOurDoing = record && (exitOf(record, known.facts) || isOver(record, known.facts));
  return isOurDoing ? "exit" : "somebody else";
}
