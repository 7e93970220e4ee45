import { timeOf } from "../clock";
import { CloudTowerError, type Host, type Task } from "../cloudtower";
import { elapsed, type LifecycleError, linkTo, minutely, shortly } from "../lifecycle";
import { asName } from "../text/foreign";
import { hostFailures } from "./hostFailures";
import type { Rebooting, RebootNote } from "./rebootNote";
import type { SentReboot } from "./sendReboot";

/** A host that comes back may lose its connection again. */
const HEALTHY_MS = 60_000;
/** Readings that are further apart than this, because others failed, say nothing about the time in between. */
const LONGEST_GAP_MS = 10_000;
/** Some hosts are without a connection for a short time only, and it must not be missed. */
const PAUSE_MS = 1_000;
/** Once it has gone down: a boot takes minutes, and so does what is to be seen after it. */
const DOWN_PAUSE_MS = 2_000;
/** "Failed" is not always true, so the host is watched a while longer. */
const AFTER_FAILURE_MS = 5 * 60_000;

/** Watches a host until it has rebooted. What cannot be read is read again: CloudTower itself may be restarting. */
export async function watchReboot(rebooting: Rebooting, sent: SentReboot): Promise<RebootNote> {
  const { context, limitMs, notes } = rebooting;
  const { clock, signal, progress } = context;
  const watch = new Watch(rebooting, sent);
  const deadline = clock.now() + limitMs;
  const since = clock.now();
  const tell = minutely(context);
  for (;;) {
    await watch.look();
    if (watch.isOver) return notes.add("isOverAt");
    const now = clock.now();
    const end = Math.min(deadline, watch.hopeless ?? deadline);
    // A minute that began in time is not cut off.
    if (now >= end && (watch.healthySince ?? end) >= end) throw await watch.failure(now - since);
    progress.status?.(`${watch.state} · rebooting · ${shortly(now - since)}`);
    tell(`still rebooting after ${elapsed(now - since)}: ${watch.state}`);
    await clock.sleep(notes.note?.wentDownAt === undefined ? PAUSE_MS : DOWN_PAUSE_MS, signal);
  }
}

/** What was seen of a reboot so far. */
class Watch {
  readonly #rebooting: Rebooting;
  readonly #sent: SentReboot;
  #host: Host | undefined;
  #unread: CloudTowerError | undefined;
  #task: Task | undefined;
  #taskFailedAt: number | undefined;
  #healthySince: number | undefined;
  #lastReadAt = Number.NEGATIVE_INFINITY;

  constructor(rebooting: Rebooting, sent: SentReboot) {
    this.#rebooting = rebooting;
    this.#sent = sent;
  }

  /** Since when the host has been healthy after the reboot, by our clock. */
  get healthySince(): number | undefined {
    return this.#healthySince;
  }

  get isOver(): boolean {
    return this.#healthySince !== undefined && this.#lastReadAt - this.#healthySince >= HEALTHY_MS;
  }

  get #isDark(): boolean {
    return this.#unread === undefined && this.#host !== undefined && linkTo(this.#host) === "not connected";
  }

  /** From when on nothing more is to be hoped for, although the limit is not reached. */
  get hopeless(): number | undefined {
    if (this.#wentDownAt !== undefined || this.#taskFailedAt === undefined) return undefined;
    return this.#taskFailedAt + AFTER_FAILURE_MS;
  }

  /** For people. */
  get state(): string {
    if (this.#unread) return "CloudTower cannot be read";
    if (!this.#host) return "CloudTower does not show the host";
    if (this.#healthySince !== undefined) return `healthy for ${elapsed(this.#lastReadAt - this.#healthySince)}`;
    const status = asName(this.#host.status);
    return this.#wentDownAt === undefined ? `${status}, not down yet` : status;
  }

  get #wentDownAt(): string | undefined {
    return this.#rebooting.notes.note?.wentDownAt;
  }

  async look(): Promise<void> {
    const { context, host, notes } = this.#rebooting;
    const { cloudTower, clock, signal, progress } = context;
    const once = { signal, patienceMs: 0, throughFailover: false };
    const wasUnread = this.#unread !== undefined;
    try {
      const [seen] = await Promise.all([cloudTower.host(host.id, once), this.#lookAtTask()]);
      this.#host = seen;
      this.#unread = undefined;
    } catch (error) {
      if (!(error instanceof CloudTowerError)) throw error;
      this.#unread = error;
      return;
    }
    const now = clock.now();
    if (this.#isDark && this.#wentDownAt === undefined) {
      await notes.add("wentDownAt");
      progress.line(`the host has gone down (${asName(this.#host?.status ?? "")})`);
    }
    const isHealthy = this.#wentDownAt !== undefined && this.#host?.status === "CONNECTED_HEALTHY";
    if (!isHealthy) this.#healthySince = undefined;
    else if (wasUnread && now - this.#lastReadAt > LONGEST_GAP_MS) this.#healthySince = now;
    else this.#healthySince ??= now;
    this.#lastReadAt = now;
  }

  async #lookAtTask(): Promise<void> {
    const { cloudTower, clock, signal } = this.#rebooting.context;
    const { taskId } = this.#sent;
    if (taskId === undefined || this.#task?.status === "FAILED" || this.#task?.status === "SUCCESSED") return;
    // The host tells more, so this may fail.
    const read = cloudTower.tasks([taskId], { signal, patienceMs: 0, throughFailover: false });
    [this.#task] = await read.catch(() => []);
    if (this.#task?.status === "FAILED") this.#taskFailedAt = clock.now();
  }

  /** Why it is not over. */
  async failure(afterMs: number): Promise<LifecycleError> {
    const { about, notes } = this.#rebooting;
    const { taskId, lost } = this.#sent;
    const failed = await this.#failedTask();
    const told = { ...about, taskId: failed?.id ?? taskId, cause: this.#unread ?? lost };
    const message = failed && (failed.errorMessage ?? "");
    if (this.#wentDownAt === undefined) {
      if (failed && failed.id === taskId) return hostFailures.rebootFailed(told, message);
      return hostFailures.rebootUnseen(told, notes.note?.sentAt ?? "", afterMs, message);
    }
    const status = this.#host?.status ?? "not shown";
    const isBack = this.#unread === undefined && this.#host !== undefined && !this.#isDark;
    return hostFailures[isBack ? "notHealthy" : "notBack"](told, status, this.#wentDownAt, message);
  }

  /** Without the id of our task: one of the host that has failed since. Tasks may lack their host, so there may be none. */
  async #failedTask(): Promise<Task | undefined> {
    const { context, host, notes } = this.#rebooting;
    if (this.#sent.taskId !== undefined) return this.#task?.status === "FAILED" ? this.#task : undefined;
    const failed = await context.cloudTower
      .failedTasks(host.id, { signal: context.signal, patienceMs: 0 })
      .catch(() => []);
    const sentAt = timeOf(notes.note?.sentAt);
    return failed.find(({ startedAt }) => timeOf(startedAt) >= sentAt);
  }
}
