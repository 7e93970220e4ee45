import type { Host } from "../cloudtower";
import { type Context, forHost } from "./context";
import { isEntryUnderWay, withVerdict } from "./entryTask";
import { during } from "./errors";
import { isExiting } from "./exiting";
import { describeSession, hostState, isOurs } from "./hostState";
import { latest } from "./latest";
import { observeRecorded } from "./observe";
import { allVms, hostFacts, isUnfinished, leftOver, type SessionRecord, sessionFacts } from "./record";
import { describeVms, notBack, plannedLists } from "./vms";

/**
 * What has become of a recorded session.
 * @returns the record as it is now; undefined when the session is over
 */
export async function read(outer: Context, inState: SessionRecord): Promise<SessionRecord | undefined> {
  const context = forHost(outer, inState.hostName);
  const asRecorded = await latest(context, inState);
  const { cloudTower, progress } = context;
  const host = await observeRecorded(context, asRecorded);
  const record = await withVerdict(context, asRecorded, host);
  if (!host) {
    progress.warn(`the host is gone from its cluster; recorded VMs: ${describeVms(allVms(record)) || "none"}`);
    return undefined;
  }
  const seen: SessionRecord = { ...record, ...hostFacts(cloudTower.server, host) };
  const state = hostState(host);
  if (state === "in-use") return sessionOver(context, seen, host);
  if (state === "removing" || state === "unknown") {
    progress.warn(`CloudTower reports the host as ${host.session?.state}`);
    return seen;
  }
  if (!isOurs(record, host)) {
    progress.warn(`the host is in another maintenance than ours: ${describeSession(host)}`);
    // An entry that did not succeed may still have VMs to give back, once the other session is over.
    return isUnfinished(seen) ? seen : { ...seen, phase: "foreign" };
  }
  return state === "entering" ? seen : refreshed(context, seen, host);
}

/** Still ours: the lists are refreshed, and an unfinished entry that has come to its end is recorded as such. */
async function refreshed(context: Context, record: SessionRecord, host: Host): Promise<SessionRecord> {
  const { cloudTower, signal, progress } = context;
  const failure = { host: host.name, phase: "observe" as const, what: "the exit plan could not be read" };
  const plan = await during({ ...failure, next: "run pulumi refresh again; nothing was changed" }, () =>
    cloudTower.exitPlan(host.id, { signal }),
  );
  const lists = plannedLists(plan, record);
  const changed = allVms(lists).filter((vm) => vm.changed);
  if (changed.length > 0) progress.line(`changed by somebody since the entry: ${describeVms(changed)}`);
  return { ...record, ...sessionFacts(host), phase: "maintenance", ...lists };
}

/** In use: over, unless an entry that did not succeed, or an exit that we began, still has VMs to give back. */
async function sessionOver(context: Context, record: SessionRecord, host: Host): Promise<SessionRecord | undefined> {
  const { cloudTower, signal, progress } = context;
  const failure = { host: host.name, phase: "observe" as const, what: "the VMs of the host could not be read" };
  const next = "run pulumi refresh again; nothing was changed";
  const uuids = allVms(record).map((vm) => vm.vmUuid);
  const [vms, underWay] = await during({ ...failure, next }, async () => [
    await cloudTower.vmsByUuid(uuids, { signal }),
    await isEntryUnderWay(context, record),
  ]);
  if (underWay) return record;
  const away = notBack(record, host.id, vms);
  const isLeft = isUnfinished(record) || (await isExiting(context, record));
  if (away.length > 0) progress.warn(`the host is in use, and these VMs are not as before: ${describeVms(away)}`);
  if (isLeft && away.length > 0) return isUnfinished(record) ? { ...record, phase: "entry-failed" } : leftOver(record);
  if (!isLeft) progress.warn("the host was taken out of maintenance by somebody else");
  return undefined;
}
