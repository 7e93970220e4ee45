import { type Clock, timeOf } from "../../clock";
import { type Host, pollUntil } from "../../cloudtower";
import type { Context } from "../context";
import type { SessionRecord } from "../session/record";
import { hostState, mayHaveActed, type Run } from "./evidence";

/** How long a reading must persist before we believe it, if it contradicts what we know. */
export const SETTLE_MS = 30_000;
/** Two readings that are further apart than this (because others failed) say nothing about the time in between. */
const LONGEST_GAP_MS = 10_000;
/** How long an enter call may take to show. Until then, a host in use does not mean that the call had no effect. */
const ARRIVING_MS = 10_000;
/**
 * The maximum wait for a host whose readings keep changing. It counts from the first reading, which may have had to wait for a
 * failover, and is extended while readings are far apart.
 */
const LONGEST_SETTLE_MS = 4 * SETTLE_MS;
const MOST_EXTENSIONS = 5;

/** Tells whether something has been true at every reading for half a minute. */
class Staying {
  #since: number | undefined;
  #last = 0;

  constructor(private readonly clock: Clock) {}

  /** Records a reading. */
  see(isSo: boolean): boolean {
    const now = this.clock.now();
    if (!isSo) this.#since = undefined;
    else if (this.#since === undefined || now - this.#last > LONGEST_GAP_MS) this.#since = now;
    this.#last = now;
    return this.#since !== undefined && now - this.#since >= SETTLE_MS;
  }
}

/** Reads the host until a reading fits what is known, or a misfit has persisted. Undefined: the host is not shown. */
export async function settledHost(
  context: Context,
  hostId: string,
  record: SessionRecord,
  run: Run,
): Promise<Host | undefined> {
  const { clock, cloudTower, signal } = context;
  const [misfit, absence] = [new Staying(clock), new Staying(clock)];
  // An earlier run died between its call and the answer.
  const mayArrive = () =>
    !run.entry &&
    record.phase === "entering" &&
    !record.taskId &&
    cloudTower.serverNow() - timeOf(record.submittedAt) < ARRIVING_MS;
  const isFit = (host: Host) => fits(host, record, run) && !(hostState(host) === "in use" && mayArrive());
  const patience = new Patience(clock);
  const read = () => cloudTower.host(hostId, { signal, patienceMs: LONGEST_SETTLE_MS });
  return pollUntil({ clock, signal }, read, (host) => {
    const isAbsent = absence.see(host === undefined);
    const isMisfit = misfit.see(host !== undefined && !isFit(host));
    const isSettled = host === undefined ? isAbsent : isFit(host) || isMisfit;
    return isSettled || patience.isOver();
  });
}

/** How long to wait for readings that agree. */
class Patience {
  #since: number | undefined;
  #last = 0;
  #extended = 0;

  constructor(private readonly clock: Clock) {}

  /** To be called at each reading. Time in which nothing could be read counts up to a limit only. */
  isOver(): boolean {
    const now = this.clock.now();
    const gap = this.#since === undefined ? 0 : now - this.#last;
    this.#since ??= now;
    this.#last = now;
    if (gap > LONGEST_GAP_MS) this.#extended = Math.min(this.#extended + gap, MOST_EXTENSIONS * LONGEST_SETTLE_MS);
    return now - this.#since - this.#extended >= LONGEST_SETTLE_MS;
  }
}

/** Does a reading fit what we know? Some servers occasionally show no session although it goes on. */
export function fits(host: Host, record: SessionRecord, { entry, entryTask, exit, exitTask }: Run): boolean {
  const { session } = host;
  const state = hostState(host);
  if (exit && mayHaveActed(exit)) {
    const isConfirmed =
      exit.last.is === "accepted" && (exitTask?.status === "SUCCESSED" || exit.last.taskId === undefined);
    if (state === "in use") return isConfirmed || session !== undefined;
    return exitTask?.status !== "SUCCESSED";
  }
  if (entry && mayHaveActed(entry) && entryTask?.status !== "FAILED" && state === "in use") return false;
  if (session === undefined) return false;
  const isNameless = !session.jobId && !session.enteredAt && state !== "in use";
  return !isNameless || !(record.maintenanceJobId || record.enteredAt);
}

/** Polls the host until it is as wanted. At the deadline, returns the last reading. */
export async function pollHost(
  { cloudTower, clock, signal }: Context,
  hostId: string,
  deadline: number,
  wanted: (host: Host | undefined) => boolean,
): Promise<Host | undefined> {
  return pollUntil(
    { clock, signal, deadline },
    () => cloudTower.host(hostId, { signal, patienceMs: Math.max(SETTLE_MS, deadline - clock.now()) }),
    wanted,
  );
}
