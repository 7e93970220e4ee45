// A second server that speaks the contract and shares nothing with the simulator, so that the tests do not rest on one
// reading of it. Where the contract leaves a choice, it makes the other one: ids of another shape, plain strings from the precheck, pages
// of three, a time with an offset, no job ids, tasks unknown at first and without progress, fields that nobody knows. Its
// exit says that it succeeded, and leaves a VM with a GPU off and one that it was to bring back elsewhere. It has a standby.
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const LISTS = ["shutDownVms", "liveMigrateVms", "offlineMigrateVms"] as const;
const TOKEN = "1f:other==";

export interface Vm {
  id: string;
  local_id: string;
  name: string;
  status: "RUNNING" | "STOPPED";
  host: { id: string; name: string };
  cluster: { id: string; name: string };
  /** With one, it cannot leave its host. */
  gpu_devices: object[] | null;
  last_shutdown_time: string | null;
}

interface Host {
  id: string;
  name: string;
  cluster: { id: string; name: string };
  status: string;
  management_ip: string;
  host_state: { state: string; enter_maintenance_time: string; maintenance_job_id: null } | null;
}

interface Task {
  id: string;
  status: string;
  progress: null;
  resource_id: null;
  /** Looks at it until it is known, then until it has ended. */
  looks: number;
  end: () => void;
}

/** How an exit would bring a VM back. */
interface Move {
  vm: Vm;
  how: (typeof LISTS)[number];
}

const OLD = { name: "old", hosts: ["a", "b"], vms: [7, 1] };

/**
 * Starts it.
 * @param clusters with their hosts, and how many VMs are on each. The first VM of a cluster has a GPU
 * @param pace entries of a page; and at which look a task has ended, and at which one before it is known
 * @returns `calls` are the operations' paths as they came, accepted or not; `entered` the host of each entry that was accepted;
 *   `atOnce` how many hosts were out of use just after it, in its cluster and altogether
 */
export async function startIndependentServer(clusters = [OLD], pace = { page: 3, known: 3, ended: 5 }) {
  const hosts = clusters.flatMap(({ name: cluster, hosts: names }, c) =>
    names.map(
      (name, n): Host => ({
        id: `Host:${c}${n}/x`,
        name,
        cluster: { id: `Cluster:${c}`, name: cluster },
        status: "CONNECTED_HEALTHY",
        management_ip: "192.0.2.1",
        host_state: null,
      }),
    ),
  );
  const counts = clusters.flatMap((cluster) => cluster.vms);
  const vms = hosts.flatMap((host, h) => Array.from({ length: counts[h] ?? 0 }, () => host)).map(toVm);
  const [first] = hosts;
  const tasks: Task[] = [];
  const prechecks = new Map<string, number>();
  const prechecked = new Map<string, string>();
  const moved = new Map<string, Move[]>();
  const calls: string[] = [];
  const entered: string[] = [];
  const atOnce: { inCluster: number; inAll: number }[] = [];

  function begin(end: () => void) {
    const task = { id: `T-${tasks.length}`, status: "PENDING", progress: null, resource_id: null, looks: 0, end };
    tasks.push(task);
    return { task_id: task.id, data: first, extra: { note: "of no interest" } };
  }

  function enter(host: Host, shutdown: string[]) {
    if (host.host_state && host.host_state.state !== "IN_USE") throw new Error("the host is not in use");
    entered.push(host.name);
    host.host_state = {
      state: "ENTERING_MAINTENANCE_MODE",
      enter_maintenance_time: eastern(),
      maintenance_job_id: null,
    };
    const out = hosts.filter(({ host_state }) => host_state !== null);
    atOnce.push({ inCluster: out.filter((other) => isBeside(other, host)).length, inAll: out.length });
    return begin(() => {
      const moves: Move[] = [];
      moved.set(host.id, moves);
      for (const vm of vms.filter((candidate) => candidate.host.id === host.id)) {
        if (shutdown.includes(vm.local_id)) {
          Object.assign(vm, { status: "STOPPED", last_shutdown_time: eastern() });
          moves.push({ vm, how: "shutDownVms" });
        } else if (!vm.gpu_devices) {
          vm.host = hosts.find((other) => isBeside(other, host) && other.host_state === null) ?? host;
          moves.push({ vm, how: vm.status === "RUNNING" ? "liveMigrateVms" : "offlineMigrateVms" });
        }
      }
      if (host.host_state) host.host_state.state = "MAINTENANCE_MODE";
    });
  }

  function exit(host: Host, data: Record<string, string[]>) {
    if (host.host_state?.state !== "MAINTENANCE_MODE") throw new Error("the host is not in maintenance");
    const { poweron_vms = [], live_migrate_back_vms = [], offline_migrate_back_vms = [] } = data;
    return begin(() => {
      const moves = moved.get(host.id) ?? [];
      const left = moves.find(({ how }) => how === "liveMigrateVms");
      for (const { vm } of moves) {
        if (poweron_vms.includes(vm.local_id) && !vm.gpu_devices) vm.status = "RUNNING";
        if (vm !== left?.vm && [...live_migrate_back_vms, ...offline_migrate_back_vms].includes(vm.local_id))
          vm.host = host;
      }
      // As if it had never been in maintenance.
      host.host_state = null;
    });
  }

  function planned(host: Host, how: Move["how"]) {
    const vms = (moved.get(host.id) ?? []).filter((move) => move.how === how).map(({ vm }) => vm);
    return vms.map((vm) => ({ vm_uuid: vm.local_id, vm_name: vm.name, target_host_name: vm.host.name, odd: [1] }));
  }

  function getTasks(body: Body) {
    for (const task of tasks) {
      if (task.status === "SUCCESSED" || ++task.looks < pace.ended) continue;
      task.end();
      task.status = "SUCCESSED";
    }
    return page(
      tasks.filter((task) => task.looks >= pace.known),
      body,
      pace.page,
    );
  }

  /** On its host, or on the one that is named. */
  function changeVm({ where, data }: Body, change: Partial<Vm>) {
    const vm = vms.find((candidate) => candidate.local_id === where?.local_id);
    if (!vm) throw new Error(`no VM ${JSON.stringify(where)}`);
    const host = data?.host_id === undefined ? vm.host : hostOf(data.host_id);
    if (hosts.find(({ id }) => id === host.id)?.host_state) throw new Error("the host is in maintenance");
    return [{ ...begin(() => Object.assign(vm, { ...change, host })), data: vm }];
  }

  function precheckResult(taskId: string) {
    const host = prechecked.get(taskId);
    const looks = (prechecks.get(taskId) ?? 0) + 1;
    prechecks.set(taskId, looks);
    const stuck = vms.filter((vm) => vm.gpu_devices && vm.status === "RUNNING" && vm.host.id === host);
    // Not an object with vm_uuid, as the contract has it, but as the how-to shows it.
    return { done: looks > 2, shutdownVms: looks > 2 ? stuck.map((vm) => vm.local_id) : [] };
  }

  const hostOf = (id: unknown): Host => {
    const host = hosts.find((candidate) => candidate.id === id);
    if (!host) throw new Error(`no host ${JSON.stringify(id)}`);
    return host;
  };
  const operations: Record<string, (body: Body) => unknown> = {
    login: () => ({ task_id: null, data: { token: TOKEN, expires: "never" } }),
    "get-hosts": (body) => page(hosts, body, pace.page),
    "get-vms": (body) => page(vms, body, pace.page),
    "get-tasks": getTasks,
    "enter-maintenance-mode-precheck": ({ where }) => {
      const { task_id } = begin(() => undefined);
      prechecked.set(task_id, hostOf(where?.id).id);
      return { task_id };
    },
    "enter-maintance-mode-precheck-result": ({ where }) => precheckResult(String(where?.task_id)),
    "enter-maintance-mode": ({ where, data }) => enter(hostOf(where?.host_id), lists(data).shutdown_vms ?? []),
    "exit-maintance-mode-precheck-result": ({ where }) =>
      Object.fromEntries(LISTS.map((how) => [how, planned(hostOf(where?.id), how)])),
    "exit-maintance-mode": ({ where, data }) => exit(hostOf(where?.host_id), lists(data)),
    "start-vm": (body) => changeVm(body, { status: "RUNNING" }),
    "migrate-vm": (body) => changeVm(body, {}),
  };

  const server = createServer(async (request, response) => {
    const name = request.url?.replace("/v2/api/", "") ?? "";
    if (request.method === "GET") return response.writeHead(name === "/api/healthz" ? 200 : 404).end();
    calls.push(name);
    const answer = (status: number, content: unknown) =>
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(content));
    const operation = operations[name];
    if (!operation) return answer(404, { message: `no operation ${name}`, status: 404, path: name });
    if (name !== "login" && request.headers.authorization !== TOKEN) {
      return answer(401, { message: "who are you?", status: 401, path: name });
    }
    try {
      answer(200, operation(JSON.parse(await textOf(request))));
    } catch (error) {
      answer(400, { message: (error as Error).message, status: 400, path: name });
    }
  });
  const standby = createServer((_, response) => response.writeHead(307, { location: "/elsewhere" }).end());
  const urls = await Promise.all([server, standby].map(listening));
  const close = () => {
    for (const each of [server, standby]) each.close().closeAllConnections();
  };
  return { urls, calls, entered, atOnce, hosts, vms, close };
}

function toVm(host: Host, n: number, on: readonly Host[]): Vm {
  const { cluster } = host;
  const isFirst = on.findIndex((other) => other.cluster.id === cluster.id) === n;
  const number = String(n).padStart(2, "0");
  return {
    id: `vm_${n}`,
    local_id: `000000${number}-AAAA-4BBB-8CCC-0000000000${number}`,
    name: `${cluster.name}-${n}`,
    status: n % 3 === 2 ? "STOPPED" : "RUNNING",
    host: { id: host.id, name: host.name },
    cluster,
    gpu_devices: isFirst ? [{}] : null,
    last_shutdown_time: null,
  };
}

/** Are both in one cluster? */
function isBeside(host: Host, { cluster }: Host): boolean {
  return host.cluster.id === cluster.id;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Lists of VMs that a call names. */
function lists(data: Body["data"]): Record<string, string[]> {
  return (data ?? {}) as Record<string, string[]>;
}

interface Body {
  where?: Record<string, unknown>;
  data?: Record<string, unknown>;
  skip?: number;
}

function page<T extends object>(all: T[], { where = {}, skip = 0 }: Body, length: number): T[] {
  return all.filter((entry) => matches(entry, where)).slice(skip, skip + length);
}

/** Fields, their lists, and what they are nested in; a field that an entry does not have matches nothing. */
function matches(entry: object, where: object): boolean {
  return Object.entries(where).every(([key, wanted]): boolean => {
    if (key === "OR") return (wanted as object[]).some((part) => matches(entry, part));
    const list = key.endsWith("_in") ? (wanted as unknown[]) : [wanted];
    const value: unknown = entry[key.replace(/_in$/, "") as keyof typeof entry];
    if (typeof wanted === "object" && !Array.isArray(wanted)) return matches(value as object, wanted as object);
    return list.includes(value);
  });
}

/** Now, as somebody far east of Greenwich writes it. */
function eastern(): string {
  return new Date(Date.now() + 8 * 3_600_000).toISOString().replace("Z", "+08:00");
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
