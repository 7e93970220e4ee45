import type { components } from "../../provider/cloudtower/contract/types";
import type { SimulatorOptions } from "../../simulator";
import { Api } from "./api";

type Schemas = components["schemas"];
export type Host = Schemas["Host"];
export type Vm = Schemas["Vm"];
export type Task = Schemas["Task"];
export type Cluster = Schemas["Cluster"];
export type Plan = Schemas["ExitMaintenanceModeResult"];
type PlanEntry = Schemas["MaintenanceModeVmInfo"];

/** A simulator on a clock that stands still until told, seen through the HTTP API. */
export class ApiClient extends Api {
  static open(options: SimulatorOptions = {}): Promise<ApiClient> {
    return new ApiClient().begin(options);
  }

  hosts = (body: unknown = {}) => this.ok<Host[]>("/get-hosts", body);
  vms = (body: unknown = {}) => this.ok<Vm[]>("/get-vms", body);

  async host(name: string, cluster: string): Promise<Host> {
    const [host] = await this.hosts({ where: { name, cluster: { name: cluster } } });
    if (!host) throw new Error(`no host ${cluster}/${name}`);
    return host;
  }

  async cluster(name: string): Promise<Cluster> {
    const [cluster] = await this.ok<Cluster[]>("/get-clusters", { where: { name } });
    if (!cluster) throw new Error(`no cluster ${name}`);
    return cluster;
  }

  async vm(name: string): Promise<Vm> {
    const [vm] = await this.vms({ where: { name } });
    if (!vm) throw new Error(`no VM ${name}`);
    return vm;
  }

  async task(id: string): Promise<Task> {
    const [task] = await this.ok<Task[]>("/get-tasks", { where: { id } });
    if (!task) throw new Error(`no task ${id}`);
    return task;
  }

  async precheck(hostId: string): Promise<{ taskId: string; task: Task; done: boolean; uuids: string[] }> {
    const { task_id: taskId } = await this.ok<{ task_id: string }>("/enter-maintenance-mode-precheck", {
      where: { id: hostId },
    });
    this.pass(60);
    const result = await this.ok<Schemas["EnterMaintenanceModeResult"]>("/enter-maintance-mode-precheck-result", {
      where: { task_id: taskId },
    });
    return {
      taskId,
      task: await this.task(taskId),
      done: result.done,
      uuids: result.shutdownVms.map((vm) => vm.vm_uuid),
    };
  }

  /** The reply to the enter call; nothing is waited for. */
  enter = (hostId: string, shutdownVms: string[] = []) =>
    this.send<{ task_id?: string | null; data: Host; message: string }>("/enter-maintance-mode", {
      where: { host_id: hostId },
      data: { shutdown_vms: shutdownVms },
    });

  exit = (hostId: string, data: object = {}) =>
    this.send<{ task_id?: string | null; data: Host; message: string }>("/exit-maintance-mode", {
      where: { host_id: hostId },
      data,
    });

  /** Enters with whatever the precheck lists, to the end. */
  async entered(hostId: string): Promise<Task> {
    const { uuids } = await this.precheck(hostId);
    const { body } = await this.enter(hostId, uuids);
    this.pass(3600);
    return this.task(body.task_id as string);
  }

  /** Starts or migrates a VM; the reply, and nothing is waited for. */
  power = (call: "/start-vm" | "/migrate-vm", vmName: string, hostId?: string) =>
    this.send<{ task_id?: string | null; data: Vm }[] & { message: string }>(call, {
      where: { name: vmName },
      ...(hostId === undefined ? {} : { data: { host_id: hostId } }),
    });

  /** Starts or migrates a VM, to the end of the task. */
  async powered(call: "/start-vm" | "/migrate-vm", vmName: string, hostId?: string): Promise<Task> {
    const { body } = await this.power(call, vmName, hostId);
    this.pass(60);
    return this.task(body[0]?.task_id as string);
  }

  restart = (hostId: string, data: object = {}) =>
    this.send<{ task_id?: string | null; data: Host; message: string }>("/operate-host-power", {
      where: { host_id: hostId },
      data: { action: "reboot", force: false, ...data },
    });

  plan = (hostId: string) => this.ok<Plan>("/exit-maintance-mode-precheck-result", { where: { id: hostId } });
}

/** The exit lists that give everything in a plan back. */
export function everything(
  plan: Plan,
): Record<"poweron_vms" | "live_migrate_back_vms" | "offline_migrate_back_vms", string[]> {
  const uuids = (entries: PlanEntry[]) => entries.flatMap(({ vm_uuid }) => vm_uuid ?? []);
  return {
    poweron_vms: uuids(plan.shutDownVms),
    live_migrate_back_vms: uuids(plan.liveMigrateVms),
    offline_migrate_back_vms: uuids(plan.offlineMigrateVms),
  };
}

export function names(entries: PlanEntry[]): (string | null | undefined)[] {
  return entries.map((entry) => entry.vm_name).sort();
}

/** Name, host and power of every VM, to compare before and after. */
export async function places(client: ApiClient): Promise<string[]> {
  const vms = await client.vms({ orderBy: "id_ASC" });
  return vms.map((vm) => `${vm.name} ${vm.status} on ${vm.host?.name}`);
}
