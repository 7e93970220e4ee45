import { onTestFinished } from "vitest";
import type { components } from "../../provider/cloudtower/contract/types";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

type Schemas = components["schemas"];
export type Host = Schemas["Host"];
export type Vm = Schemas["Vm"];
export type Task = Schemas["Task"];
export type Plan = Schemas["ExitMaintenanceModeResult"];
type PlanEntry = Schemas["MaintenanceModeVmInfo"];

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** A client of the HTTP API, and the simulator behind it, whose clock moves only when the test says so. */
export class ApiClient {
  time = Date.UTC(2026, 0, 5, 8);
  token: string | undefined;
  sim!: Simulator;

  static async open(options: SimulatorOptions = {}): Promise<ApiClient> {
    const client = new ApiClient();
    client.sim = await startSimulator({ now: () => client.time, ...options });
    onTestFinished(() => client.sim.close());
    const login = await client.send<{ data: { token: string } }>("/login", { username: "root", password: "simulator" });
    client.token = login.body.data?.token;
    return client;
  }

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }

  async send<T = { message: string }>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(`${this.sim.url}/v2/api${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", ...(this.token ? { authorization: this.token } : {}), ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Some faults answer what is not JSON: the text then.
    }
    return { status: response.status, headers: response.headers, body: parsed as T };
  }

  /** The body of an answer that must be 200. */
  async ok<T>(path: string, body: unknown): Promise<T> {
    const reply = await this.send<T>(path, body);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  hosts = (body: unknown = {}) => this.ok<Host[]>("/get-hosts", body);
  vms = (body: unknown = {}) => this.ok<Vm[]>("/get-vms", body);

  async host(name: string, cluster: string): Promise<Host> {
    const [host] = await this.hosts({ where: { name, cluster: { name: cluster } } });
    if (!host) throw new Error(`no host ${cluster}/${name}`);
    return host;
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

  plan = (hostId: string) => this.ok<Plan>("/exit-maintance-mode-precheck-result", { where: { id: hostId } });

  /** A request to the control interface. */
  async control<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${this.sim.url}/control/${path}`, { method, ...init });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T };
  }
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
