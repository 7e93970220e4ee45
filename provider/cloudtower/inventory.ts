import { lookup } from "node:dns/promises";
import { hostAnswer, toHost, toVm, vmAnswer } from "./answers";
import { list } from "./lists";
import type { Host, Vm } from "./model";
import type { Schema } from "./operations";
import { inGroups, JoinedReads, readAll, readByOwner } from "./reads";
import type { CallOptions, Requester } from "./requester";

/** Pages are read one after the other. With more hosts in one list, its last page would come later than separate requests. */
const HOSTS_AT_ONCE = 20;
const CLUSTERS_AT_ONCE = 20;

/** The hosts and VMs of a CloudTower. */
export class Inventory {
  readonly #requester: Requester;
  readonly #hosts: JoinedReads<string, Host>;
  readonly #hostsByCluster: JoinedReads<string, Host[]>;
  readonly #vmsByHost: JoinedReads<string, Vm[]>;
  readonly #vmsByUuid: JoinedReads<string, Vm>;

  constructor(requester: Requester) {
    const { clock } = requester;
    this.#requester = requester;
    this.#hosts = new JoinedReads((ids, how) => this.#readHosts(ids, how), clock);
    this.#hostsByCluster = new JoinedReads((ids, how) => this.#readHostsOfClusters(ids, how), clock, CLUSTERS_AT_ONCE);
    this.#vmsByHost = new JoinedReads((ids, how) => this.#readVmsOnHosts(ids, how), clock, HOSTS_AT_ONCE);
    this.#vmsByUuid = new JoinedReads((uuids, how) => this.#readVms(uuids, how), clock);
  }

  /** The origin that names this CloudTower, for example `https://tower.example.com`. It is the first of its addresses. */
  get server(): string {
    return this.#requester.server;
  }

  /** The origins of all its addresses, in the order of the setting. */
  get servers(): readonly string[] {
    return this.#requester.servers;
  }

  /** The host with this id, or undefined if this CloudTower does not show it. */
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
      (page) => this.#requester.call("GetHosts", { where, ...page }, list(hostAnswer), options),
      (count) => expected !== undefined && count >= expected,
    );
    return answers.map(toHost);
  }

  /** All VMs on a host, whatever their power state. */
  async vmsOnHost(hostId: string, options?: CallOptions): Promise<Vm[]> {
    const [vms] = await this.#vmsByHost.read([hostId], options);
    return vms ?? [];
  }

  async #readVmsOnHosts(hostIds: readonly string[], options: CallOptions): Promise<Map<string, Vm[]>> {
    const read = (ids: readonly string[]) => this.#vms({ host: { id_in: [...ids] } }, options);
    return readByOwner(hostIds, read, ({ hostId }) => hostId);
  }

  /** The VMs of a cluster with one of these names: none, one or several for each. */
  async vmsByName(clusterId: string, names: readonly string[], options?: CallOptions): Promise<Vm[]> {
    const groups = inGroups([...new Set(names)]).map((group) =>
      this.#vms({ cluster: { id: clusterId }, name_in: group }, options),
    );
    return (await Promise.all(groups)).flat();
  }

  /** VMs of a cluster that are off and were last shut down at or after this time (ISO 8601). */
  async vmsStoppedSince(clusterId: string, time: string, options?: CallOptions): Promise<Vm[]> {
    return this.#vms({ cluster: { id: clusterId }, status: "STOPPED", last_shutdown_time_gte: time }, options);
  }

  /** The IP addresses of CloudTower itself and its standbys, as far as their names can be resolved here. */
  async ownAddresses(): Promise<string[]> {
    const found = this.servers.map((server) => {
      const bare = new URL(server).hostname.replace(/^\[|\]$/g, "");
      return lookup(bare, { all: true }).catch(() => []);
    });
    return (await Promise.all(found)).flat().map(({ address }) => address);
  }

  /** The VMs with these UUIDs (or ids) that CloudTower still has. */
  async vmsByUuid(uuids: readonly string[], options?: CallOptions): Promise<Vm[]> {
    const vms = await this.#vmsByUuid.read([...new Set(uuids)], options);
    // A VM that was requested by both of its ids is returned once.
    return [...new Map(vms.map((vm) => [vm.id, vm])).values()];
  }

  async #readVms(uuids: readonly string[], options: CallOptions): Promise<Map<string, Vm>> {
    const where = { OR: [{ local_id_in: [...uuids] }, { id_in: [...uuids] }] };
    const vms = await this.#vms(where, options, uuids.length);
    return new Map(vms.flatMap((vm) => [vm.id, vm.vmUuid].map((key): [string, Vm] => [key, vm])));
  }

  async #vms(where: Schema<"VmWhereInput">, options?: CallOptions, expected?: number): Promise<Vm[]> {
    const answers = await readAll(
      (page) => this.#requester.call("GetVms", { where, ...page }, list(vmAnswer), options),
      (count) => count === expected,
    );
    return answers.map(toVm);
  }

  /** Does CloudTower show any VM of a cluster to this user? */
  async showsVmsOf(clusterId: string, options?: CallOptions): Promise<boolean> {
    const body = { where: { cluster: { id: clusterId } }, first: 1 };
    return (await this.#requester.call("GetVms", body, list(vmAnswer), options)).length > 0;
  }
}
