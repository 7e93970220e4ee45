import { type ExitPlan, type Host, RefusedError, type Task } from "../../cloudtower";
import { asName, quoted } from "../../text/foreign";
import { during } from "../report/failure";
import { failures } from "../report/failures";
import { countVms, nameVms } from "../report/words";
import { exitOf } from "../session/facts";
import { shownBy } from "../session/identity";
import { allVms, type SessionRecord } from "../session/record";
import { describeSession, linkTo } from "../situation/evidence";
import type { Seen } from "../situation/situate";
import { about, again, type Outcome, recordOf, requestOf, type Work } from "../situation/work";
import { allPlanned, plannedLists } from "../vms/lists";
import { namesWithoutVm, type Restore, restoreLists } from "../vms/restore";
import { isStoppedSince } from "../vms/standing";
import { followWhileShown, noteExit, sending, submit } from "./calls";
import { wait } from "./follow";
import { recordedNow } from "./readVms";

/** How recent a reading of the host must be for the exit call that follows. */
const FRESH_MS = 250;

/** Exits maintenance: exit plan, exit call, and its task to the end. */
export async function exit(work: Work, seen: Seen): Promise<Outcome> {
  const { host, tasks, whose } = seen;
  const { context, known, run, hostId } = work;
  const { cloudTower, clock, signal, progress } = context;
  // A host that is exiting still shows as in maintenance. Once that exit has ended, there may be nothing left to do.
  if (tasks.length > 0) return wait(work, seen);
  if (linkTo(host) === "doubtful") progress.warn(`CloudTower reports the host as ${asName(host.status)}`);
  if (whose?.is !== "same") {
    progress.warn(`exiting a session that is not ours (${describeSession(host)}), because onForeignSession is "exit"`);
  }
  const plan = await exitPlan(work, host);
  const restore = plan && (await planned(work, plan, whose?.is === "same"));
  // During retries, somebody may have ended this session and begun another.
  const isStale = clock.now() - work.seenAt > FRESH_MS;
  if (!restore || (isStale && !(await isAsSeen(work, host)))) return again();
  const { record } = restore;

  const factsBefore = known.facts;
  const earlier = exitOf(recordOf(work), factsBefore);
  const mayBeUnderWay = earlier?.kind === "exit submitted";
  await noteExit(work, "exit submitted");
  const last = await during(failures.exitBrokenOff, about(work), () =>
    submit(() => cloudTower.exitMaintenance(hostId, restore.lists, { signal })),
  );
  // An exit that an earlier destroy submitted is as uncertain as one whose answer was lost.
  const session = shownBy(host.session);
  const exit = { ...sending(last, run.exit ?? { lost: mayBeUnderWay ? 1 : 0 }), restore, session };
  if (last.is === "accepted") return again({ record, run: { exit, exitTask: await followExit(work, last.taskId) } });
  if (last.is === "lost") {
    progress.line(`the answer to the request to exit maintenance was lost; checking its effect: ${last.cause.message}`);
  } else {
    if (exit.lost > 0) progress.line(`an earlier exit may be running: ${last.cause.message}`);
    // This call had no effect, so it leaves no VM off.
    await known.write(factsBefore).catch(() => undefined);
  }
  return again({ record, run: { exit } });
}

/** Undefined if the host has left maintenance in the meantime: then there is no plan. */
async function exitPlan(work: Work, host: Host): Promise<ExitPlan | undefined> {
  const { cloudTower, signal } = work.context;
  try {
    return await cloudTower.exitPlan(host.id, { signal });
  } catch (cause) {
    const isFinal = cause instanceof RefusedError && cause.isFinal;
    if (isFinal && !(await isAsSeen(work, host))) return undefined;
    throw failures.exitUnprepared({ ...about(work), cause });
  }
}

async function isAsSeen(work: Work, { id, session: seen }: Host): Promise<boolean> {
  const { cloudTower, signal } = work.context;
  const now = await during(failures.exitUnprepared, about(work), () => cloudTower.host(id, { signal }));
  const session = now?.session;
  return session?.state === seen?.state && session?.jobId === seen?.jobId && session?.enteredAt === seen?.enteredAt;
}

/** Decides what the exit brings back, and reports it. The record gets the VMs that are new in the plan. */
async function planned(work: Work, plan: ExitPlan, isOurs: boolean): Promise<Restore & { record: SessionRecord }> {
  const { context } = work;
  const { progress } = context;
  const { restore: policy } = requestOf(work);
  const before = recordOf(work);
  const record = { ...before, ...plannedLists(plan, before) };
  const now = await during(failures.exitUnprepared, about(work), () => recordedNow(context, record));
  const isStopped = (uuid: string) => {
    // What the entry of somebody else's session has shut down is off because of that session, which ends here.
    if (!isOurs && plan.shutdownVms.some(({ vmUuid }) => vmUuid === uuid)) return false;
    const vm = allVms(record).find(({ vmUuid }) => vmUuid === uuid);
    const seen = now.get(uuid);
    return vm !== undefined && seen?.powerState === "STOPPED" && isStoppedSince(vm, seen, record);
  };
  const restore = restoreLists(plan, record, policy, isStopped);
  const known = [...allPlanned(plan), ...allVms(before)].map(({ vmName }) => vmName);
  const unknown = namesWithoutVm(policy, known);
  if (unknown.length > 0) {
    progress.warn(
      `restore names ${unknown.map((name) => quoted(name)).join(", ")}: no VM of this session has that name`,
    );
  }
  const recorded = new Set(allVms(before).map((vm) => vm.vmUuid));
  const added = allVms(record).filter((vm) => !recorded.has(vm.vmUuid));
  if (added.length > 0) progress.line(`new in CloudTower's exit plan: ${nameVms(added, allVms(record))}`);
  const { powerOn, liveMigrateBack, offlineMigrateBack } = restore.lists;
  const migrating = liveMigrateBack.length + offlineMigrateBack.length;
  // Later tries are told by what they wait for.
  if (!work.waitingSince) {
    progress.line(`exiting maintenance: ${countVms(powerOn.length)} to power on, ${migrating} to migrate back`);
  }
  const running = new Set([...now.values()].filter((vm) => vm.powerState === "RUNNING").map((vm) => vm.vmUuid));
  return { ...restore, record, running };
}

/** Undefined: only the host will show how the exit ends. */
async function followExit(work: Work, taskId: string | undefined): Promise<Task | undefined> {
  if (!taskId) return undefined;
  const what = { ...about(work), taskId };
  return during(failures.exitUnseen, what, () => followWhileShown(work, taskId, "exiting maintenance"));
}
