import type { Host } from "../cloudtower";
import { type Context, forHost } from "./context";
import { during, LifecycleError } from "./errors";
import { type ExitRequest, exit } from "./exit";
import { followTask } from "./followTask";
import { hostState, isOurs } from "./hostState";
import { observeRecorded, pollHost } from "./observe";
import { allVms, type SessionRecord } from "./record";
import { startLeftOff } from "./startVms";
import { countVms, describeVms, leftOff, notBack } from "./vms";

/** How to end a session. */
export interface RemoveRequest extends ExitRequest {
  /** What to do when the host is in another session than the recorded one. */
  onForeignSession: "refuse" | "exit";
}

/** Connections over which CloudTower cannot bring a host back; `CONNECTED_ERROR` is left to CloudTower to judge. */
const NOT_CONNECTED = new Set(["CONNECTING", "INITIALIZING", "SESSION_EXPIRED"]);

/**
 * Ends the recorded session: when this returns, the host is out of maintenance and its VMs are back or were named.
 * @throws LifecycleError when that cannot be said: the record stays
 */
export async function remove(outer: Context, record: SessionRecord, request: RemoveRequest): Promise<void> {
  return removeNamed(forHost(outer, record.hostName), record, request);
}

async function removeNamed(context: Context, record: SessionRecord, request: RemoveRequest): Promise<void> {
  const host = await observeRecorded(context, record);
  if (!host) return context.progress.warn(`the host is gone from its cluster; recorded VMs: ${namesOf(record)}`);
  await removeFrom(context, record, host, request);
}

async function removeFrom(context: Context, record: SessionRecord, host: Host, request: RemoveRequest): Promise<void> {
  const failure = { host: host.name, phase: "exit" as const, record };
  switch (hostState(host)) {
    case "in-use":
      return leave(context, record, host, request);
    case "entering":
      if (!isOurs(record, host)) throw notOurs(record, host);
      return removeFrom(context, record, await settledEntry(context, record, host, request), request);
    case "maintenance":
      if (!isOurs(record, host)) throw notOurs(record, host);
      if (NOT_CONNECTED.has(host.status)) {
        throw new LifecycleError({
          ...failure,
          what: `CloudTower has no connection to the host (${host.status}), so that it cannot come back into use`,
          next: "switch the host on or connect it, then run pulumi destroy again",
        });
      }
      if (host.status === "CONNECTED_ERROR") context.progress.warn("CloudTower reports the host as CONNECTED_ERROR");
      await exit(context, record, host, request);
      return;
    default:
      throw new LifecycleError({
        ...failure,
        what: `CloudTower reports the host as ${host.session?.state}, from which it cannot exit maintenance`,
        next: "see in CloudTower what happens to the host; once it is in maintenance or in use, run pulumi destroy again",
      });
  }
}

/** An entry that is under way cannot be cancelled: it is waited for. */
async function settledEntry(
  context: Context,
  record: SessionRecord,
  host: Host,
  request: RemoveRequest,
): Promise<Host> {
  const { clock, progress } = context;
  progress.line("the host is still entering maintenance, which cannot be cancelled: waiting for its end, then exiting");
  const deadline = clock.now() + request.exitMs;
  const next = "run pulumi destroy again: it goes on waiting";
  const failure = { host: host.name, phase: "exit" as const, taskId: record.taskId, record, next };
  return during({ ...failure, what: "the host is still entering maintenance" }, async () => {
    if (record.taskId && record.phase === "entering") {
      await followTask(context, record.taskId, "entering maintenance", deadline);
    }
    const seen = await pollHost(context, host.id, deadline, (_, state) => state !== "entering");
    if (seen && hostState(seen) !== "entering") return seen;
    throw new LifecycleError({ ...failure, what: "the host did not end entering maintenance in time" });
  });
}

/** The host is in use: the session ended without us, or never came to be. */
async function leave(context: Context, record: SessionRecord, host: Host, request: RemoveRequest): Promise<void> {
  const { cloudTower, signal, progress, clock } = context;
  const failure = { host: host.name, phase: "start VMs" as const, record };
  const next = "run pulumi destroy again: it looks first what has been done";
  const uuids = allVms(record).map((vm) => vm.vmUuid);
  const read = () =>
    during({ ...failure, what: "the VMs of the host could not be read", next }, () =>
      cloudTower.vmsByUuid(uuids, { signal }),
    );
  let now = await read();
  if (record.phase === "entering" || record.phase === "entry-failed") {
    const deadline = clock.now() + request.exitMs;
    if (await stillEntering(context, record, deadline)) return removeNamed(context, record, request);
    const off = leftOff(record, now);
    if (off.length > 0) {
      progress.line(
        `the entry did not succeed; starting ${countVms(off.length)} that it left shut down: ${describeVms(off)}`,
      );
      const stillOff = await startLeftOff(context, off, deadline);
      if (stillOff.length > 0) {
        throw new LifecycleError({
          ...failure,
          what: `${countVms(stillOff.length)} that the failed entry shut down cannot be started: ${describeVms(stillOff)}`,
          next: "start what is off by hand if CloudTower cannot, then run pulumi destroy again",
        });
      }
      now = await read();
    }
  }
  const away = notBack(record, host.id, now);
  if (away.length > 0) progress.warn(`the host is in use, and these VMs are not as before: ${describeVms(away)}`);
  else progress.line("the host is in use and its VMs are as before: nothing to do");
}

/** Was the task of an unfinished entry still under way? Then it has been followed to its end now. */
async function stillEntering(context: Context, record: SessionRecord, deadline: number): Promise<boolean> {
  const { cloudTower, signal } = context;
  if (!record.taskId || record.phase !== "entering") return false;
  const [task] = await cloudTower.tasks([record.taskId], { signal });
  if (!task || task.status === "FAILED" || task.status === "SUCCESSED") return false;
  await followTask(context, record.taskId, "entering maintenance", deadline);
  return true;
}

function notOurs(record: SessionRecord, host: Host): LifecycleError {
  const name = (job: string | undefined, since: string | undefined) =>
    `job ${job ?? "unknown"}, since ${since ?? "unknown"}`;
  return new LifecycleError({
    host: host.name,
    phase: "exit",
    record,
    what: `the host is in another maintenance than ours: there (${name(host.session?.jobId, host.session?.enteredAt)}), ours (${name(record.maintenanceJobId, record.enteredAt ?? record.submittedAt)}); it is left alone`,
    next: "let whoever started it end it, then run pulumi destroy again; or give the resource up with pulumi state delete",
  });
}

function namesOf(record: SessionRecord): string {
  return describeVms(allVms(record)) || "none";
}
