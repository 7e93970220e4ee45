import { timeOf } from "../../clock";
import type { Task } from "../../cloudtower";
import { said } from "../../text/foreign";
import type { Context } from "../context";
import { messageOf } from "../report/failure";
import type { SessionRecord } from "../session/record";
import type { Seen } from "../situation/situate";
import { again, type Outcome, recordOf, type Work } from "../situation/work";
import { keepFirst, NO_VMS, withStamps } from "../vms/lists";
import { asHavingRun } from "../vms/windows";
import { stoppedBy, tellLeft } from "./left";
import { recordedNow, told } from "./readVms";

/** How long after an entry has failed its VMs are surely still where it left them. */
const FRESH_MS = 2 * 60_000;

/** An entry of an earlier run has failed: records what it left, so that it is known to be owed. */
export async function lookAfter(work: Work, { failed }: Seen): Promise<Outcome> {
  const { context } = work;
  const { record, where } = await leftByEntry(context, recordOf(work), failed);
  const reason = failed?.errorMessage ? `: ${said(failed.errorMessage)}` : "";
  context.progress.warn(`CloudTower's task to enter maintenance has failed${reason}. ${where}`);
  return again({ record });
}

/** Reads the VMs after a failed entry into the record, which shows later that they are owed. */
export async function leftByEntry(
  context: Context,
  record: SessionRecord,
  task: Task | undefined,
): Promise<{ record: SessionRecord; where: string }> {
  const entryFailedAt = task?.finishedAt;
  const isFresh = !(context.cloudTower.serverNow() - timeOf(entryFailedAt) > FRESH_MS);
  // It came to no session: what the host showed meanwhile may have been somebody else's, which the entry ran into.
  const { enteredAt: _, maintenanceJobId: __, ...rest } = record;
  const failed: SessionRecord = { ...rest, phase: "entry-failed", ...(entryFailedAt ? { entryFailedAt } : {}) };
  try {
    const { hostId: id, clusterId } = record;
    // In an adopted session, the task shows which VMs it shut down before we first read them.
    const left =
      record.adopted && task ? await stoppedBy(context, { id, clusterId }, [task]) : { owed: [], elsewhere: [] };
    const all = { ...failed, ...keepFirst({ ...NO_VMS, shutdownVms: left.owed.map(asHavingRun) }, failed) };
    const now = await recordedNow(context, all);
    // Later, they may have been moved by somebody.
    const seen = isFresh ? now : new Map([...now].map(([uuid, vm]) => [uuid, { ...vm, hostId: undefined }]));
    tellLeft(context, { ...left, owed: [] });
    return { record: { ...all, ...withStamps(all, seen, true) }, where: told(all, now) };
  } catch (error) {
    return { record: failed, where: `The places of its VMs could not be read: ${messageOf(error)}` };
  }
}
