import { lookup } from "node:dns/promises";
import {
  exitPlanAnswer,
  hostAnswer,
  hostMutationAnswer,
  precheckResultAnswer,
  precheckStarted,
  taskAnswer,
  vmAnswer,
  vmMutationAnswer,
} from "./answers";
import { JoinedReads } from "./joinedReads";
import type { ExitPlan, Host, PrecheckResult, RestoreLists, Task, Vm } from "./model";
import type { Schema } from "./operations";
import { inGroups, readAll } from "./paging";
import { type CallOptions, Requester, type RequesterOptions } from "./requester";
import { TaskPoller, type WaitOptions } from "./taskPoller";
import { toExitPlan, toHost, toTask, toVm } from "./translate";

const LIVE_TASK_STATES: Schema<"TaskStatus">[] = ["PENDING", "EXECUTING", "PAUSED"];
/** A task is small, and it is asked for again and again. */
const TASKS_AT_ONCE = 250;
/** Pages are read one after the other: with more hosts in a list, its last VM would be waited for longer than alone. */
const HOSTS_AT_ONCE = 20;
const CLUSTERS_AT_ONCE = 20;

/**
 * What host maintenance needs of a CloudTower, in the words of the model.
 * Every method throws a {@link CloudTowerError} when CloudTower cannot be reached or refuses.
 */
export class CloudTower {
  readonly #requester: Requester;
  readonly #poller: TaskPoller;
  readonly #hosts: JoinedReads<string, Host>;
  readonly #hostsByCluster: JoinedReads<string, Host[]>;
  readonly #vmsByHost: JoinedReads<string, Vm[]>;
  readonly #vmsByUuid: JoinedReads<string, Vm>;

  constructor(options: RequesterOptions) {
    const { clock } = options;
    this.#requester = new Requester(options);
    this.#poller = new TaskPoller((ids) => this.tasks(ids), clock);
    this.#hosts = new JoinedReads((ids, how) => this.#readHosts(ids, how), clock);
    this.#hostsByCluster = new JoinedReads((ids, how) => this.#readHostsOfClusters(ids, how), clock, CLUSTERS_AT_ONCE);
    this.#vmsByHost = new JoinedReads((ids, how) => this.#readVmsOnHosts(ids, how), clock, HOSTS_AT_ONCE);
    this.#vmsByUuid = new JoinedReads((uuids, how) => this.#readVms(uuids, how), clock);
  }

  /** The origin, for example `https://tower.example.com`. */
  get server(): string {
    return this.#requester.server;
  }

  /** Now, by the server's clock, in milliseconds since the epoch. */
  serverNow(): number {
    return this.#requester.serverNow();
  }

  /** The host with this id, or undefined when this CloudTower shows none. */
  async host(id: string, options?: CallOptions): Promise<Host | undefined> {
    const [host] = await this.#hosts.read([id], options);
    return host;
  }

  /** All hosts that `where` matches. */
  async hosts(where: Schema<"HostWhereInput">, options?: CallOptions): Promise<Host[]> {
    return this.#readHostList(where, options);
  }

  /** All hosts of a cluster that the user may see. */
  async hostsOfCluster(clusterId: string, options?: CallOptions): Promise<Host[]> {
    const [hosts] = await this.#hostsByCluster.read([clusterId], options);
    return hosts ?? [];
  }

  async #readHostsOfClusters(ids: readonly string[], options: CallOptions): Promise<Map<string, Host[]>> {
    const byCluster = new Map(ids.map((id): [string, Host[]] => [id, []]));
    const hosts = await this.#readHostList({ cluster: { id_in: [...ids] } }, options);
    for (const host of hosts) byCluster.get(host.clusterId)?.push(host);
    return byCluster;
  }

  async #readHosts(ids: readonly string[], options: CallOptions): Promise<Map<string, Host>> {
    const hosts = await this.#readHostList({ id_in: [...ids] }, options, ids.length);
    return new Map(hosts.map((host) => [host.id, host]));
  }

  async #readHostList(where: Schema<"HostWhereInput">, options?: CallOptions, expected?: number): Promise<Host[]> {
    const answers = await readAll(
      (page) => this.#requester.call("GetHosts", { where, ...page }, hostAnswer.array(), options),
      (hosts) => expected !== undefined && hosts.length >= expected,
    );
    return answers.map(toHost);
  }

  /** All VMs on a host, whatever their power state. */
  async vmsOnHost(hostId: string, options?: CallOptions): Promise<Vm[]> {
    const [vms] = await this.#vmsByHost.read([hostId], options);
    return vms ?? [];
  }

  async #readVmsOnHosts(hostIds: readonly string[], options: CallOptions): Promise<Map<string, Vm[]>> {
    const byHost = new Map(hostIds.map((id): [string, Vm[]] => [id, []]));
    const vms = await this.#vms({ host: { id_in: [...hostIds] } }, options);
    if (hostIds.length === 1) return new Map(hostIds.map((id) => [id, vms]));
    for (const vm of vms) byHost.get(vm.hostId ?? "")?.push(vm);
    // The contract lets a VM's host be null: then only the question can tell whose VM it is.
    const nobodys = vms.some((vm) => !byHost.has(vm.hostId ?? ""));
    if (!nobodys) return byHost;
    const each = hostIds.map(async (id): Promise<[string, Vm[]]> => [id, await this.#vms({ host: { id } }, options)]);
    return new Map(await Promise.all(each));
  }

  /** The VMs of a cluster with one of these names: none, one or several for each. */
  async vmsByName(clusterId: string, names: readonly string[], options?: CallOptions): Promise<Vm[]> {
    const groups = inGroups([...new Set(names)]).map((group) =>
      this.#vms({ cluster: { id: clusterId }, name_in: group }, options),
    );
    return (await Promise.all(groups)).flat();
  }

  /** VMs of a cluster that are off and were last shut down at this time (ISO 8601) or later. */
  async vmsStoppedSince(clusterId: string, time: string, options?: CallOptions): Promise<Vm[]> {
    return this.#vms({ cluster: { id: clusterId }, status: "STOPPED", last_shutdown_time_gte: time }, options);
  }

  /** The IP addresses of the CloudTower itself, as far as its name can be resolved here. */
  async ownAddresses(): Promise<string[]> {
    const { hostname } = new URL(this.server);
    const bare = hostname.replace(/^\[|\]$/g, "");
    const found = await lookup(bare, { all: true }).catch(() => []);
    return found.map(({ address }) => address);
  }

  /** The VMs with these UUIDs (or ids) that CloudTower still has. */
  async vmsByUuid(uuids: readonly string[], options?: CallOptions): Promise<Vm[]> {
    const vms = await this.#vmsByUuid.read([...new Set(uuids)], options);
    // One that was asked for by both its ids is still one.
    return [...new Map(vms.map((vm) => [vm.id, vm])).values()];
  }

  async #readVms(uuids: readonly string[], options: CallOptions): Promise<Map<string, Vm>> {
    const where = { OR: [{ local_id_in: [...uuids] }, { id_in: [...uuids] }] };
    const vms = await this.#vms(where, options, uuids.length);
    return new Map(vms.flatMap((vm) => [vm.id, vm.vmUuid].map((key): [string, Vm] => [key, vm])));
  }

  async #vms(where: Schema<"VmWhereInput">, options?: CallOptions, expected?: number): Promise<Vm[]> {
    const answers = await readAll(
      (page) => this.#requester.call("GetVms", { where, ...page }, vmAnswer.array(), options),
      (vms) => vms.length === expected,
    );
    return answers.map(toVm);
  }

  /** Does CloudTower show any VM of a cluster to this user? */
  async showsVmsOf(clusterId: string, options?: CallOptions): Promise<boolean> {
    const body = { where: { cluster: { id: clusterId } }, first: 1 };
    return (await this.#requester.call("GetVms", body, vmAnswer.array(), options)).length > 0;
  }

  /** Starts the check before entering; returns its task's id. */
  async startPrecheck(hostId: string, options?: CallOptions): Promise<string> {
    const body = { where: { id: hostId } };
    return (await this.#requester.call("EnterMaintenanceModePreCheck", body, precheckStarted, options)).task_id;
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

  /** Asks the host to enter; returns the task's id, or undefined when it was done at once. Never repeated by itself. */
  async enterMaintenance(hostId: string, shutdownVms: string[], options?: CallOptions): Promise<string | undefined> {
    const body = { where: { host_id: hostId }, data: { shutdown_vms: shutdownVms } };
    const answer = await this.#requester.call("EnterMaintenanceMode", body, hostMutationAnswer, options);
    return answer.task_id || undefined;
  }

  /** What an exit would bring back now. */
  async exitPlan(hostId: string, options?: CallOptions): Promise<ExitPlan> {
    const body = { where: { id: hostId } };
    const answer = await this.#requester.call("ExitMaintenanceModePrecheckResult", body, exitPlanAnswer, options);
    return toExitPlan(answer, this.#requester.quoted);
  }

  /** Asks the host to exit; returns the task's id, or undefined when it was done at once. Never repeated by itself. */
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
   * Starts a stopped VM, on this host where one is given; returns the task's id, or undefined when it was done at once.
   * Never repeated by itself.
   */
  async startVm(uuid: string, hostId: string | undefined, options?: CallOptions): Promise<string | undefined> {
    const body = { where: { local_id: uuid }, ...(hostId === undefined ? {} : { data: { host_id: hostId } }) };
    const [answer] = await this.#requester.call("StartVm", body, vmMutationAnswer, options);
    return answer?.task_id || undefined;
  }

  /** Migrates a VM to a host: live where it runs, cold where it is stopped. Otherwise as {@link startVm}. */
  async migrateVm(uuid: string, hostId: string, options?: CallOptions): Promise<string | undefined> {
    const body = { where: { local_id: uuid }, data: { host_id: hostId } };
    const [answer] = await this.#requester.call("MigrateVm", body, vmMutationAnswer, options);
    return answer?.task_id || undefined;
  }

  /** Follows a task to its end, together with all others that are being followed on this server. */
  async waitForTask(taskId: string, options: WaitOptions): Promise<Task> {
    return this.#poller.wait(taskId, options);
  }

  /** Tasks of a host that have not ended. CloudTower does not always tell a task's host: none is no proof. */
  async liveTasks(hostId: string, options?: CallOptions): Promise<Task[]> {
    return this.#tasksWhere({ resource_id: hostId, status_in: LIVE_TASK_STATES }, options);
  }

  async #tasksWhere(where: Schema<"TaskWhereInput">, options?: CallOptions): Promise<Task[]> {
    const answers = await readAll((page) =>
      this.#requester.call("GetTasks", { where, ...page }, taskAnswer.array(), options),
    );
    return answers.map((task) => toTask(task, this.#requester.quoted));
  }

  /** Tasks of a host that failed, as far as CloudTower tells a task's host. */
  async failedTasks(hostId: string, options?: CallOptions): Promise<Task[]> {
    return this.#tasksWhere({ resource_id: hostId, status: "FAILED" }, options);
  }

  /** The tasks with these ids, now; an id that CloudTower does not know is left out. */
  async tasks(ids: readonly string[], options?: CallOptions): Promise<Task[]> {
    const groups = inGroups([...ids], TASKS_AT_ONCE).map((group) =>
      readAll(
        (page) => this.#requester.call("GetTasks", { where: { id_in: group }, ...page }, taskAnswer.array(), options),
        (tasks) => tasks.length === group.length,
        TASKS_AT_ONCE,
      ),
    );
    return (await Promise.all(groups)).flat().map((task) => toTask(task, this.#requester.quoted));
  }
}
