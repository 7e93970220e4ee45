import {
  exitPlanAnswer,
  hostMutationAnswer,
  precheckResultAnswer,
  precheckStarted,
  taskAnswer,
  toExitPlan,
  toTask,
  vmMutationAnswer,
} from "./answers";
import { Condition } from "./condition";
import { RefusedError, VersionError } from "./errors";
import { Inventory } from "./inventory";
import { Labels } from "./labels";
import { list } from "./lists";
import type { ExitPlan, PrecheckResult, RestoreLists, Task } from "./model";
import type { Schema } from "./operations";
import { inGroups, JoinedReads, readAll, readByOwner } from "./reads";
import { type CallOptions, Requester, type RequesterOptions } from "./requester";
import { TaskPoller, type WaitOptions } from "./taskPoller";

/** The first major version with host maintenance. */
export const FIRST_VERSION = 4;
/** Tasks are small and polled often. */
const TASKS_AT_ONCE = 250;

/**
 * The operations of a CloudTower that host maintenance needs, in terms of the model.
 * Every method throws a {@link CloudTowerError} if CloudTower cannot be reached or refuses.
 */
export class CloudTower extends Inventory {
  /** For people who ask how this CloudTower is. */
  readonly condition: Condition;
  /** The labels that say whose session a host is in. */
  readonly labels: Labels;
  readonly #requester: Requester;
  readonly #poller: TaskPoller;
  readonly #liveTasks: JoinedReads<string, Task[]>;
  readonly #failedTasks: JoinedReads<string, Task[]>;
  readonly #endedTasks: JoinedReads<string, Task[]>;

  constructor(options: RequesterOptions) {
    const requester = new Requester(options);
    super(requester);
    this.#requester = requester;
    this.condition = new Condition(requester);
    this.labels = new Labels(requester);
    // The poller retries by itself, so no single read has to last as long as a failover.
    this.#poller = new TaskPoller((ids) => this.tasks(ids, { throughFailover: false }), requester.clock);
    const ofHosts = (states: Schema<"TaskStatus">[]) =>
      new JoinedReads<string, Task[]>((ids, how) => this.#tasksOfHosts(ids, states, how), requester.clock);
    this.#liveTasks = ofHosts(["PENDING", "EXECUTING", "PAUSED"]);
    this.#failedTasks = ofHosts(["FAILED"]);
    this.#endedTasks = ofHosts(["FAILED", "SUCCESSED"]);
  }

  /** Now, by the server's clock, in milliseconds since the epoch. */
  serverNow(): number {
    return this.#requester.serverNow();
  }

  /** Starts the precheck; returns its task's id. @throws VersionError if CloudTower is older than 4.0 */
  async startPrecheck(hostId: string, options?: CallOptions): Promise<string> {
    const body = { where: { id: hostId } };
    try {
      return (await this.#requester.call("EnterMaintenanceModePreCheck", body, precheckStarted, options)).task_id;
    } catch (error) {
      throw (await this.#tooOld(error, options)) ?? error;
    }
  }

  /** Before 4.0 the path does not exist and the answer is a page. CloudTower's own 404s are in JSON. */
  async #tooOld(error: unknown, options?: CallOptions): Promise<VersionError | undefined> {
    if (!(error instanceof RefusedError) || !error.isNotFound || error.facts.said !== undefined) return undefined;
    const version = await this.#requester.version(options?.signal);
    if (version !== undefined && Number.parseInt(version, 10) >= FIRST_VERSION) return undefined;
    const { operation, server, status } = error.facts;
    const found = version === undefined ? "" : `; this one is ${version}`;
    const message = `${operation}: ${server} answered HTTP ${status}: host maintenance needs CloudTower 4.0 or newer${found}`;
    return new VersionError(message, error.facts);
  }

  async precheckResult(taskId: string, options?: CallOptions): Promise<PrecheckResult> {
    const { done, shutdownVms } = await this.#requester.call(
      "EnterMaintenanceModePrecheckResult",
      { where: { task_id: taskId } },
      precheckResultAnswer,
      options,
    );
    return { done, shutdownVms: shutdownVms.map((vm) => (typeof vm === "string" ? vm : vm.vm_uuid)) };
  }

  /** Asks the host to enter; returns the task's id, or undefined if it was done at once. Never retried automatically. */
  async enterMaintenance(hostId: string, shutdownVms: string[], options?: CallOptions): Promise<string | undefined> {
    const body = { where: { host_id: hostId }, data: { shutdown_vms: shutdownVms } };
    const answer = await this.#requester.call("EnterMaintenanceMode", body, hostMutationAnswer, options);
    return answer.task_id || undefined;
  }

  /** The VMs that an exit would bring back now. */
  async exitPlan(hostId: string, options?: CallOptions): Promise<ExitPlan> {
    const body = { where: { id: hostId } };
    const answer = await this.#requester.call("ExitMaintenanceModePrecheckResult", body, exitPlanAnswer, options);
    return toExitPlan(answer, this.#requester.quoted);
  }

  /** Asks the host to exit; returns the task's id, or undefined if it was done at once. Never retried automatically. */
  async exitMaintenance(hostId: string, restore: RestoreLists, options?: CallOptions): Promise<string | undefined> {
    const answer = await this.#requester.call(
      "ExitMaintenanceMode",
      {
        where: { host_id: hostId },
        data: {
          poweron_vms: restore.powerOn,
          live_migrate_back_vms: restore.liveMigrateBack,
          offline_migrate_back_vms: restore.offlineMigrateBack,
        },
      },
      hostMutationAnswer,
      options,
    );
    return answer.task_id || undefined;
  }

  /**
   * Starts a stopped VM, on `hostId` if given; returns the task's id, or undefined if it was done at once.
   * Never retried automatically.
   */
  async startVm(uuid: string, hostId: string | undefined, options?: CallOptions): Promise<string | undefined> {
    const body = { where: { local_id: uuid }, ...(hostId === undefined ? {} : { data: { host_id: hostId } }) };
    const [answer] = await this.#requester.call("StartVm", body, vmMutationAnswer, options);
    return answer?.task_id || undefined;
  }

  /** Migrates a VM to a host: live if it is running, cold if it is stopped. Otherwise like {@link startVm}. */
  async migrateVm(uuid: string, hostId: string, options?: CallOptions): Promise<string | undefined> {
    const body = { where: { local_id: uuid }, data: { host_id: hostId } };
    const [answer] = await this.#requester.call("MigrateVm", body, vmMutationAnswer, options);
    return answer?.task_id || undefined;
  }

  /**
   * Asks the host to reboot; returns the task's id, or undefined if it was done at once. Never forced, so CloudTower refuses it
   * outside of maintenance. Never retried automatically.
   */
  async rebootHost(hostId: string, reason?: string, options?: CallOptions): Promise<string | undefined> {
    const data = { action: "reboot" as const, force: false, ...(reason === undefined ? {} : { reason }) };
    const body = { where: { host_id: hostId }, data };
    const answer = await this.#requester.call("OperateHostPower", body, hostMutationAnswer, options);
    return answer.task_id || undefined;
  }

  /** Follows a task to its end. All tasks of this server share one poller. */
  async waitForTask(taskId: string, options: WaitOptions): Promise<Task> {
    return this.#poller.wait(taskId, options);
  }

  /** Tasks of a host that have not ended. Not every task names its host, so an empty list proves nothing. */
  async liveTasks(hostId: string, options?: CallOptions): Promise<Task[]> {
    const [tasks] = await this.#liveTasks.read([hostId], options);
    return tasks ?? [];
  }

  /** Failed tasks of a host, as far as tasks name their host. */
  async failedTasks(hostId: string, options?: CallOptions): Promise<Task[]> {
    const [tasks] = await this.#failedTasks.read([hostId], options);
    return tasks ?? [];
  }

  /** Tasks of a host that have ended, as far as tasks name their host, and CloudTower keeps them. */
  async endedTasks(hostId: string, options?: CallOptions): Promise<Task[]> {
    const [tasks] = await this.#endedTasks.read([hostId], options);
    return tasks ?? [];
  }

  async #tasksOfHosts(
    hostIds: readonly string[],
    status_in: Schema<"TaskStatus">[],
    options: CallOptions,
  ): Promise<Map<string, Task[]>> {
    const read = (ids: readonly string[]) =>
      readAll((page) => {
        const where = { resource_id_in: [...ids], status_in };
        return this.#requester.call("GetTasks", { where, ...page }, list(taskAnswer), options);
      });
    const byHost = await readByOwner(hostIds, read, ({ resource_id }) => resource_id);
    const toTasks = (answers: Awaited<ReturnType<typeof read>>) =>
      answers.map((answer) => toTask(answer, this.#requester.quoted));
    return new Map([...byHost].map(([id, answers]) => [id, toTasks(answers)]));
  }

  /** The tasks with these ids, as they are now. Unknown ids are left out. */
  async tasks(ids: readonly string[], options?: CallOptions): Promise<Task[]> {
    const groups = inGroups([...ids], TASKS_AT_ONCE).map((group) =>
      readAll(
        (page) => this.#requester.call("GetTasks", { where: { id_in: group }, ...page }, list(taskAnswer), options),
        (count) => count === group.length,
        TASKS_AT_ONCE,
      ),
    );
    return (await Promise.all(groups)).flat().map((task) => toTask(task, this.#requester.quoted));
  }
}
