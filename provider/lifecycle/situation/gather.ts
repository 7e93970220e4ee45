import { timeOf } from "../../clock";
import { type Host, pollUntil, type Task } from "../../cloudtower";
import { namesOf } from "../report/words";
import { exitOf } from "../session/facts";
import { identify, isNamed, shownBy, type TaskEvidence } from "../session/identity";
import { isUnfinished, type SessionRecord } from "../session/record";
import { type Evidence, type HostEvidence, hostState, type Run, type TagEvidence } from "./evidence";
import { SETTLE_MS, settledHost } from "./settle";
import { isRecorded, readTags } from "./tags";
import { isRenamed, type Work } from "./work";

/** Reads what the next decision needs, and nothing else. */
export async function gather(work: Work): Promise<Evidence> {
  const { record, known, run, context } = work;
  await exitShows(work);
  const host = isLookNeeded(work) ? await readHost(work) : ({ is: "not looked at" } as const);
  const seenAt = context.clock.now();
  const base = { record, facts: known.facts, owner: known.owner, run, entryTask: undefined, liveTasks: [], seenAt };
  if (host.is !== "shown") return { ...base, host, tags: {} };
  const tags = await readTags(work, host.host);
  const { own, live } = tasksNeeded(work, host.host, tags);
  const [entryTask, liveTasks] = await Promise.all([
    own ? readEntryTask(work) : undefined,
    live ? readLiveTasks(work) : [],
  ]);
  return { ...base, host, entryTask, liveTasks, tags };
}

/** May an exit be under way of which this run has not heard: its answer was lost, or an earlier run sent it? */
function mayBeUnheard({ exit }: Run): boolean {
  return exit === undefined || exit.last.is === "lost";
}

/**
 * Waits until an exit of ours that was submitted a moment ago, and not heard of, shows: for half a minute since then. Meanwhile the host
 * still shows as in maintenance, and the exit's task may not be listed yet: as long as that can be, nothing says that the call had no effect.
 */
async function exitShows({ verb, context, hostId, record, known, run }: Work): Promise<void> {
  if (verb === "read" || !record || !mayBeUnheard(run)) return;
  const submitted = exitOf(record, known.facts);
  if (submitted?.kind !== "exit submitted") return;
  const { cloudTower, clock, signal } = context;
  const age = clock.now() - timeOf(submitted.at);
  if (!(age >= 0 && age < SETTLE_MS)) return;
  const reading = { signal, patienceMs: SETTLE_MS };
  await pollUntil(
    { clock, signal, deadline: clock.now() + SETTLE_MS - age, leastPauseMs: 1_000 },
    () => Promise.all([cloudTower.host(hostId, reading), cloudTower.liveTasks(hostId, reading)]),
    ([host, tasks]) => tasks.length > 0 || host === undefined || hostState(host) !== "in maintenance",
  );
}

/** An update that only records a changed policy sends no request. */
function isLookNeeded({ verb, record, isBehind, context }: Work): boolean {
  if (verb !== "update" || !record || context.nameTag?.formerOwner !== undefined) return true;
  return isUnfinished(record) || isBehind || isRenamed(context.cloudTower, record);
}

async function readHost(work: Work): Promise<HostEvidence> {
  const { context, record, hostId, run } = work;
  const { cloudTower, signal } = context;
  if (!record) {
    const host = await cloudTower.host(hostId, { signal });
    return host ? { is: "shown", host } : { is: "hidden" };
  }
  if (isRenamed(cloudTower, record)) {
    const host = await cloudTower.host(hostId, { signal });
    const isKnown = host !== undefined && (showsOurs(host, record) || (await showsOurTask(work, host, record)));
    return isKnown ? { is: "shown", host } : { is: "on another CloudTower", showsHost: host !== undefined };
  }
  const host = await settledHost(context, hostId, record, run);
  // A host that was moved to another cluster is still the one that we put into maintenance.
  if (host) return { is: "shown", host };
  const [others, guests] = await Promise.all([
    cloudTower.hostsOfCluster(record.clusterId, { signal }),
    cloudTower.vmsOnHost(hostId, { signal }),
  ]);
  if (others.length > 0 && guests.length === 0) return { is: "gone" };
  return { is: "hidden", seen: guests.length > 0 ? namesOf(guests) : undefined };
}

/**
 * Does the host show our session? Ids alone are not enough: a CloudTower that was restored from a backup has the same
 * ones.
 */
function showsOurs(host: Host, record: SessionRecord): boolean {
  if (!host.session || hostState(host) === "in use" || host.clusterId !== record.clusterId) return false;
  return (
    (record.maintenanceJobId !== undefined || record.enteredAt !== undefined) &&
    identify(record, shownBy(host.session)).is === "same"
  );
}

/** Or does this CloudTower show the task of an entry of ours that is unfinished, or has failed? */
async function showsOurTask(
  { context }: Work,
  host: Host,
  { phase, taskId, clusterId }: SessionRecord,
): Promise<boolean> {
  if (!isUnfinished({ phase }) || taskId === undefined || host.clusterId !== clusterId) return false;
  const { cloudTower, signal } = context;
  return (await cloudTower.tasks([taskId], { signal })).length > 0;
}

/** Which tasks are needed, because the host alone does not tell enough? */
function tasksNeeded(
  { verb, record, known, run, request }: Work,
  host: Host,
  { proof }: TagEvidence,
): { own: boolean; live: boolean } {
  const state = hostState(host);
  const isEntering = record?.phase === "entering" && !run.entryTask;
  if (state === "in use") return { own: isEntering && !!record?.taskId, live: isEntering && !record?.taskId };
  const own = record?.taskId !== undefined && !isNamed(record, shownBy(host.session));
  if (state === "entering") return { own, live: !record && request?.ifAlreadyInMaintenance === "adopt" };
  // Who died with its state and journal may have begun to exit.
  const isOnlyTagged = verb !== "read" && proof !== undefined && !isRecorded(record, host);
  const isExitKnown = record !== undefined && exitOf(record, known.facts) !== undefined;
  const mayBeExiting = verb === "delete" || isOnlyTagged || isExitKnown;
  return { own, live: mayBeExiting && mayBeUnheard(run) };
}

/** A task that was created a moment ago may not be listed yet. */
async function readEntryTask({ context, record, run }: Work): Promise<TaskEvidence> {
  const { cloudTower, signal } = context;
  if (run.entryTask) return run.entryTask;
  const [task] = await cloudTower.tasks([record?.taskId ?? ""], { signal });
  if (task) return task;
  const age = cloudTower.serverNow() - timeOf(record?.submittedAt);
  return age < SETTLE_MS ? "unlisted" : undefined;
}

/** Best effort: not every task has its host's id. */
async function readLiveTasks({ context, hostId }: Work): Promise<Task[]> {
  const { cloudTower, signal } = context;
  return cloudTower.liveTasks(hostId, { signal, patienceMs: SETTLE_MS });
}
