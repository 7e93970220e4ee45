import type { Host } from "../../cloudtower";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { settled } from "../session/facts";
import {
  hostFacts,
  isUnfinished,
  RECORD_VERSION,
  type RecordedLists,
  type SessionRecord,
  sessionFacts,
} from "../session/record";
import { describeTag } from "../session/tag";
import { describeSession, hostState } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { about, again, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { expectedLists, keepFirst, NO_VMS, onlyVms, withoutStamps } from "../vms/lists";
import { owedVms } from "../vms/standing";
import { mustFit } from "./consent";
import { recordedNow, told, whereabouts } from "./readVms";
import { foundOver, keepReceipt } from "./receipt";

/**
 * Adopts a session that is on the host or about to begin. Nothing is submitted; what CloudTower shows is recorded. VMs
 * that a failed entry of ours left are kept, to be given back with the others.
 */
export async function adopt(work: Work, { host, tasks, holder, tags }: Seen): Promise<Outcome> {
  const { context, known } = work;
  const { progress, clock } = context;
  const request = requestOf(work);
  const first = await before(work);
  progress.line(`taking over the session that is on the host (${describeSession(host)})`);
  progress.warn(
    `this resource owns the session from now on and its destroy ends it. ${
      holder
        ? `The previous owner (${holder}) leaves it alone`
        : tags?.theirs
          ? `The previous owner (${describeTag(tags.theirs)}) leaves it alone if it writes name tags, too; its tag is taken off`
          : "This machine's journal does not know who began it: if another stack did, on another machine, the destroy of that one would still end it"
    }`,
  );
  await mustFit(context, about(work), host, { consent: "all", restore: request.restore }, []);
  // If exactly one task is running, it must be the entry. Otherwise only the host shows how the entry ends.
  const [task] = tasks.length === 1 ? tasks : [];
  const record = await recordOfShown(work, host, task?.id, first);
  // Should this run die, the next one knows what was seen, and whoever had the session that it is handed over.
  await during(failures.journalUnwritable, about(work), async () => {
    await known.held(record, request.timeouts.exitMs);
  });
  return again({ record, run: { adopted: true }, deadline: clock.now() + request.timeouts.enterMs });
}

/** A session that this resource did not see begin. */
export async function recordOfShown(
  work: Work,
  host: Host,
  taskId: string | undefined,
  first: SessionRecord | undefined,
): Promise<SessionRecord> {
  return {
    recordVersion: RECORD_VERSION,
    ...hostFacts(work.context.cloudTower.server, host),
    ...sessionFacts(host),
    phase: "entering",
    ...(taskId ? { taskId } : {}),
    adopted: true,
    ...keepFirst(first && withoutStamps(first), await seenWhileEntering(work, host)),
  };
}

/**
 * While the host is entering, the outcome is open. A VM that runs now and is off later was shut down by the entry. For
 * a VM that is already off, it is unknown whether it ran before.
 */
async function seenWhileEntering(work: Work, host: Host): Promise<RecordedLists> {
  if (hostState(host) !== "entering") return NO_VMS;
  const { cloudTower, signal } = work.context;
  const vms = await during(failures.takeOverFailed, about(work), () => cloudTower.vmsOnHost(host.id, { signal }));
  const { liveMigratedVms, offlineMigratedVms } = expectedLists(vms, []);
  return {
    shutdownVms: [],
    liveMigratedVms,
    offlineMigratedVms: offlineMigratedVms.map((vm) => ({ ...vm, powerState: "UNKNOWN" })),
  };
}

/**
 * An earlier entry whose VMs are kept. One that only the journal has is reported, and kept if it did not finish.
 */
export async function before(work: Work): Promise<SessionRecord | undefined> {
  const { record, context, verb } = work;
  if (!record || verb !== "create") return record;
  if (!isUnfinished(record)) {
    await letGo(work);
    return undefined;
  }
  context.progress.warn(
    `the entry submitted at ${record.submittedAt}, known from the journal, did not lead to the session that is on the host. ${await whereabouts(context, record)}`,
  );
  return record;
}

/**
 * Somebody else ended a session that only the journal has. VMs that are still owed are kept. The others are reported
 * before they are forgotten, because no refresh will: the state never had them.
 */
export async function forget(work: Work, { host }: Seen): Promise<Outcome> {
  const { context } = work;
  const record = recordOf(work);
  const vms = await during(failures.vmsUnreadable, about(work), () => recordedNow(context, record));
  const owed = owedVms(vms, { record, hostId: host.id, askedBack: new Set() });
  if (owed.length > 0) {
    context.progress.warn(`the session in the journal was ended by somebody else. ${told(record, vms)}`);
    return again({ record: { ...record, phase: "owed", ...onlyVms(record, owed) } });
  }
  await letGo(work);
  await keepReceipt(work, foundOver(work, record, vms));
  return again({ record: undefined });
}

async function letGo(work: Work): Promise<void> {
  const { context, known } = work;
  const record = recordOf(work);
  const where = await whereabouts(context, record);
  context.progress.warn(`the session in the journal was ended by somebody else. ${where}`);
  await during(failures.journalUnwritable, { ...about(work), record: undefined }, () =>
    known.write(settled(known.facts, record)),
  );
}
