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
export async function adopt(work: Work, { host, tasks, holder }: Seen): Promise<Outcome> {
  const { context, verb, known } = work;
  const { progress, clock, cloudTower } = context;
  const request = requestOf(work);
  const first = verb === "create" ? await earlierEntry(work) : work.record;
  progress.line(`taking over the session that is on the host (${describeSession(host)})`);
  progress.warn(
    `this resource owns the session from now on and its destroy ends it. ${
      holder
        ? `The previous owner (${holder}) leaves it alone`
        : "This machine's journal does not know who began it: if another stack did, on another machine, the destroy of that one would still end it"
    }`,
  );
  await mustFit(context, about(work), host, { consent: "all", restore: request.restore }, []);
  // If exactly one task is running, it must be the entry. Otherwise only the host shows how the entry ends.
  const [task] = tasks.length === 1 ? tasks : [];
  const record: SessionRecord = {
    recordVersion: RECORD_VERSION,
    ...hostFacts(cloudTower.server, host),
    ...sessionFacts(host),
    phase: "entering",
    ...(task ? { taskId: task.id } : {}),
    adopted: true,
    ...keepFirst(first && withoutStamps(first), await seenWhileEntering(work, host)),
  };
  // Should this run die, the next one knows what was seen, and whoever had the session that it is handed over.
  await during(failures.journalUnwritable, about(work), async () => {
    await known.held(record, request.timeouts.exitMs);
  });
  return again({ record, run: { adopted: true }, deadline: clock.now() + request.timeouts.enterMs });
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

/** An earlier entry in the journal: its VMs are reported, and kept if the entry did not finish. */
async function earlierEntry(work: Work): Promise<SessionRecord | undefined> {
  const { record, context } = work;
  if (!record) return undefined;
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
