import { type Host, type Task, TaskTimeoutError, type Vm } from "../../cloudtower";
import { asName, said } from "../../text/foreign";
import { beat } from "../context";
import { type About, during } from "../report/failure";
import { failures } from "../report/failures";
import { namesOf } from "../report/words";
import { identify, shownBy } from "../session/identity";
import { sessionFacts } from "../session/record";
import { causeOf, hostState } from "../situation/evidence";
import { pollHost } from "../situation/settle";
import type { Seen } from "../situation/situate";
import { about, again, type Outcome, type Work } from "../situation/work";
import { countingAway, followTask, followWhileShown, noteExit } from "./calls";

const PAUSE_MS = 30_000;
/** How long to wait for an invisible exit, after another one was refused. */
const UNSEEN_EXIT_MS = 5 * 60_000;

/** Follows the task of our entry. Undefined: only the host will show how it ends. */
export async function followEntry(work: Work, taskId: string, seen?: () => void): Promise<Task | undefined> {
  const away = countingAway(work);
  const onSeen = () => {
    seen?.();
    return away();
  };
  try {
    return await followWhileShown(work, taskId, "entering maintenance", onSeen);
  } catch (cause) {
    const running = cause instanceof TaskTimeoutError ? await stillRunning(work) : "";
    throw failures.entryUnseen({ ...(await aboutOurs(work)), cause }, running);
  }
}

/** The VMs that still run on the host, as a sentence. CloudTower seldom says what delays an entry. */
async function stillRunning({ context, hostId, record }: Work): Promise<string> {
  const { cloudTower, signal } = context;
  const vms = await cloudTower.vmsOnHost(hostId, { signal }).catch(() => []);
  const running = vms.filter((vm) => vm.powerState === "RUNNING");
  const named = new Set(record?.shutdownVms.map((vm) => vm.vmUuid));
  const [toShutDown, others] = [true, false].map((is) => running.filter((vm) => named.has(vm.vmUuid) === is)) as [
    Vm[],
    Vm[],
  ];
  const asked =
    toShutDown.length > 0 ? `, asked to shut down since ${record?.submittedAt}: ${namesOf(toShutDown)}` : "";
  const rest = others.length > 0 ? `, not migrated yet: ${namesOf(others)}` : "";
  return running.length > 0 ? `; still running on the host${asked}${rest}` : "";
}

/** Waits for the end of a running entry: ours, or one that this destroy is to end. */
export async function follow(work: Work, { host, tasks }: Seen): Promise<Outcome> {
  const { context, record, verb, run, deadline } = work;
  if (verb === "delete" && hostState(host) === "entering") {
    context.progress.line(
      "the host is still entering maintenance, which cannot be cancelled: waiting until it ends, then exiting",
    );
  }
  const isTaskOpen = record?.taskId !== undefined && record.phase === "entering" && !run.entryTask;
  if (isTaskOpen) {
    const entryTask = await followEntry(work, record.taskId as string);
    // A destroy only waits for the end. The host shows the result.
    if (entryTask) return again(verb === "delete" ? {} : { run: { ...run, entryTask } });
  }
  const isEntering = (seen: Host | undefined) => seen !== undefined && hostState(seen) === "entering";
  let seen: Host | undefined;
  try {
    for (const { id } of isTaskOpen ? [] : tasks) await followWhileShown(work, id, "entering maintenance");
    seen = await pollHost(context, host.id, deadline, (now) => !isEntering(now));
  } catch (cause) {
    throw failures.entryUnseen({ ...(await aboutOurs(work)), cause });
  }
  if (isEntering(seen)) throw failures.stillEntering(await aboutOurs(work), await stillRunning(work));
  return again();
}

/**
 * What a failure refers to when an entry continues unwatched: the session's own id is recorded, if the host shows it.
 */
async function aboutOurs(work: Work): Promise<About> {
  const { context, record, hostId } = work;
  if (!record) return about(work);
  const host = await context.cloudTower.host(hostId, { signal: context.signal }).catch(() => undefined);
  // Until now its task was followed.
  const task = record.taskId ? "unlisted" : undefined;
  const isInSession = host?.session && hostState(host) !== "in use";
  const isOurs = isInSession && identify(record, shownBy(host.session), task).is === "same";
  return { ...about(work), taskId: record.taskId, record: isOurs ? { ...record, ...sessionFacts(host) } : record };
}

/** Waits for the end of another task of the host, or of an exit that only the host shows. */
export async function wait(work: Work, { host, tasks }: Seen): Promise<Outcome> {
  const { context, run, deadline } = work;
  if (tasks.length > 0) {
    await during(failures.otherTaskUnseen, about(work), async () => {
      for (const task of tasks) await followTask(work, task.id, "waiting for another task of the host");
    });
    return again();
  }
  context.progress.status?.("waiting for the end of an exit");
  const isRefused = run.exit?.last.is === "refused";
  const until = isRefused ? Math.min(deadline, context.clock.now() + UNSEEN_EXIT_MS) : deadline;
  const after = await during(failures.exitUnseen, about(work), () =>
    pollHost(context, host.id, until, (now) => now !== undefined && hostState(now) === "in use"),
  );
  if (!after || hostState(after) === "in use") return again();
  if (isRefused) throw failures.exitRefused({ ...about(work), cause: causeOf(run.exit) });
  throw failures.exitWithoutEffect(about(work), String(after.session?.state));
}

/** The exit is not possible yet: waits a little, then everything is read again. */
export async function pause(work: Work, { host }: Seen): Promise<Outcome> {
  const { exit, exitTask } = work.run;
  const refusal =
    exit && "cause" in exit.last ? exit.last.cause.message : exitTask?.errorMessage && said(exitTask.errorMessage);
  const isDisconnected = hostState(host) === "in maintenance" && !exit;
  // That exit is over, so a refusal of the next one does not come from it.
  if (exitTask?.status === "FAILED") await noteExit(work, "exit ended");
  return waitFor(
    work,
    isDisconnected
      ? `CloudTower has no connection to the host (${asName(host.status)})`
      : (refusal ?? "it gives no reason"),
  );
}

/**
 * Waits for a temporary obstacle to pass, within the user's time for that. This time does not count towards that of the
 * entry or exit itself.
 * @param why the obstacle
 */
export async function waitFor(work: Work, why: string): Promise<Outcome> {
  const { context, waitingSince, waitingFor, deadline, run } = work;
  const { clock, signal, progress } = context;
  const began = clock.now();
  const since = waitingSince ?? began;
  const minutes = Math.round((began - since) / 60_000);
  if (waitingFor !== why) progress.line(`waiting for this to pass: ${why}`);
  else if (minutes > 0 && (began - since) % 60_000 < PAUSE_MS)
    beat(progress, `still waiting after ${minutes} min: ${why}`);
  progress.status?.(`waiting${minutes > 0 ? ` ${minutes}m` : ""}: ${why}`);
  await clock.sleep(PAUSE_MS, signal);
  // An enter call whose answer was lost may still arrive.
  const kept = run.entry?.last.is === "lost" ? { entry: run.entry } : {};
  return again({ waitingSince: since, waitingFor: why, deadline: deadline + clock.now() - began, run: kept });
}
