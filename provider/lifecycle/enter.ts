import { CloudTowerError, type Host, RefusedError } from "../cloudtower";
import { type Agreement, mustAgree, objections } from "./agree";
import type { Context, Timeouts } from "./context";
import { during, LifecycleError } from "./errors";
import { finishEntry, settleLostEntry } from "./finishEntry";
import { describeSession, hostState, isOurs } from "./hostState";
import { precheck } from "./precheck";
import { allVms, hostFacts, type RecordedVm, type SessionRecord } from "./record";
import { countVms, describeVms, expectedLists, identify, keepFirst, namesOf, notBack } from "./vms";

/** What a program asks for. */
export interface EnterRequest extends Agreement {
  hostId: string;
  ifAlreadyInMaintenance: "fail" | "adopt";
  timeouts: Timeouts;
  /** Free text of the user's. */
  reason?: string | undefined;
}

/**
 * Takes a host that is in use into maintenance: precheck, consent, enter, follow, verify.
 * @param first the VMs as an earlier, failed entry found them: those readings stay
 */
export async function enter(
  context: Context,
  request: EnterRequest,
  host: Host,
  first?: SessionRecord,
): Promise<SessionRecord> {
  const { cloudTower, signal, progress } = context;
  const unchanged = "run the same command again; nothing was changed";
  const reading = {
    host: host.name,
    phase: "observe" as const,
    what: "the VMs of the host could not be read",
    next: unchanged,
  };
  const vms = await during(reading, () => cloudTower.vmsOnHost(host.id, { signal }));
  const { shutdownVms: names } = await precheck(context, host, request.timeouts.precheckMs);
  const shutdownVms = await during(reading, () => identify(context, names, vms));
  mustAgree(host, request, await objections(context, host, request, shutdownVms, vms));

  // By their times two entries of ours are told apart: they must not bear the same second.
  if (first?.submittedAt === wholeSeconds(cloudTower.serverNow())) await context.clock.sleep(1_000, signal);
  const deadline = context.clock.now() + request.timeouts.enterMs;
  const record: SessionRecord = {
    ...hostFacts(cloudTower.server, host),
    phase: "entering",
    submittedAt: wholeSeconds(cloudTower.serverNow()),
    adopted: false,
    ...keepFirst(first, expectedLists(vms, shutdownVms)),
  };
  const why = request.reason ? ` ("${request.reason}")` : "";
  const which = shutdownVms.length > 0 ? ` (${namesOf(shutdownVms)})` : "";
  const migrating = countVms(vms.length - shutdownVms.filter((vm) => vms.includes(vm)).length);
  progress.line(
    `entering maintenance${why}: ${countVms(shutdownVms.length)} to shut down${which}, ${migrating} to migrate`,
  );
  await during(
    {
      host: host.name,
      phase: "enter",
      what: "the journal could not be written",
      next: "mend that, then run pulumi up again; nothing was changed",
    },
    () => context.journal.open(record),
  );
  try {
    const taskId = await cloudTower.enterMaintenance(host.id, names, { signal });
    return await followed(context, taskId ? { ...record, taskId } : record, deadline);
  } catch (cause) {
    if (cause instanceof LifecycleError) throw cause;
    const failure = { host: host.name, phase: "enter" as const, cause };
    if (!(cause instanceof CloudTowerError)) {
      const next = "run pulumi up to go on, or pulumi destroy to go back: both look first what has been done";
      throw new LifecycleError({ ...failure, what: "the entry was broken off", next, record });
    }
    if (cause.facts.fate === "unknown") return settleLostEntry(context, record, deadline, cause);
    const earlier = first && (await earlierEntry(context, first));
    if (earlier) return finishEntry(context, earlier, deadline);
    const left = first ? [] : await leftByRefusal(context, record, cause);
    if (left.length > 0) {
      const failed: SessionRecord = { ...record, phase: "entry-failed" };
      // So that a killed engine's successor takes no session for ours that begins after this.
      await context.journal.open(failed).catch(() => undefined);
      throw new LifecycleError({
        ...failure,
        what: `CloudTower refused to enter maintenance, and these VMs are not as before: ${describeVms(left)}`,
        next: "run pulumi up to try again, or pulumi destroy to start what was shut down and let the host be",
        record: failed,
      });
    }
    // What was refused never came to be: no session that begins on the host from here on is this entry's.
    await forget(context, record, first);
    const other = await otherSession(context, host.id);
    throw new LifecycleError({
      ...failure,
      what: `CloudTower did not take the request to enter maintenance${other ? `, and the host is in another (${other})` : ""}`,
      next: nextAfterRefusal(first !== undefined, other !== undefined),
      // The entry before this one may still have VMs to give back.
      ...(first ? { record: first } : {}),
    });
  }
}

/**
 * A CloudTower that does an entry at once answers 400 where one with tasks lets the task fail: VMs may have been shut
 * down by then. Where that cannot be read, all count as left: the state keeps them until it can.
 */
async function leftByRefusal(
  { cloudTower, signal }: Context,
  record: SessionRecord,
  cause: CloudTowerError,
): Promise<RecordedVm[]> {
  if (!(cause instanceof RefusedError) || !cause.isFinal) return [];
  const vms = allVms(record);
  try {
    // Refused because somebody else was quicker: what the VMs do is theirs.
    const host = await cloudTower.host(record.hostId, { signal });
    if (host && hostState(host) !== "in-use") return [];
    const uuids = vms.map((vm) => vm.vmUuid);
    return notBack(record, record.hostId, await cloudTower.vmsByUuid(uuids, { signal }));
  } catch {
    return vms;
  }
}

/** The journal learns of the task meanwhile: with it, a later run knows the session however late it begins. */
async function followed(context: Context, record: SessionRecord, deadline: number): Promise<SessionRecord> {
  const noted = record.taskId ? context.journal.open(record).catch(() => undefined) : undefined;
  try {
    return await finishEntry(context, record, deadline);
  } finally {
    await noted;
  }
}

/** The session that a refused request found on the host: somebody was quicker, or the request came twice on its way. */
async function otherSession({ cloudTower, signal }: Context, hostId: string): Promise<string | undefined> {
  const host = await cloudTower.host(hostId, { signal }).catch(() => undefined);
  return host && hostState(host) !== "in-use" ? describeSession(host) : undefined;
}

function nextAfterRefusal(isRepeat: boolean, isThereAnother: boolean): string {
  if (isRepeat) {
    return "mend what it says, then run pulumi up again, or pulumi destroy to give back what the entry before left";
  }
  return isThereAnother
    ? 'see in CloudTower whose that is; let it end, or take it over with ifAlreadyInMaintenance: "adopt" and pulumi up'
    : "mend what it says, then run pulumi up again; nothing was changed";
}

/** Takes an entry that was refused out of the journal again; CloudTower's refusal is what the user has to read. */
async function forget({ journal }: Context, record: SessionRecord, first: SessionRecord | undefined): Promise<void> {
  await (first ? journal.open(first) : journal.settle(record)).catch(() => undefined);
}

/** A call that is refused after one whose fate was not known: has that one taken effect meanwhile? */
async function earlierEntry(context: Context, first: SessionRecord): Promise<SessionRecord | undefined> {
  const host = await context.cloudTower.host(first.hostId, { signal: context.signal });
  if (!host || !["entering", "maintenance"].includes(hostState(host)) || !isOurs(first, host)) return undefined;
  return first;
}

/** The server's clock is known to the second only: rounded down, so that what came after never looks earlier. */
function wholeSeconds(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
