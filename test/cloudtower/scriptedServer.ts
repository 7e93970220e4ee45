import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { CloudTower, type RequesterOptions } from "../../provider/cloudtower";
import { type OperationName, PATHS } from "../../provider/cloudtower/operations";
import { VirtualClock } from "../shared/virtualClock";

/** One request as it arrived. */
export interface Seen {
  operation: OperationName;
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect it freely
  body: any;
  authorization: string | undefined;
  /** Number of its connection, from 1. */
  connection: number;
}

/** How a request is answered. */
export type Reply = (response: ServerResponse, seen: Seen) => void;

export interface ScriptedServer {
  url: string;
  port: number;
  seen: Seen[];
  /** The number of requests of an operation. */
  count(operation: OperationName): number;
  /** Connections so far. */
  connections(): number;
  /** The next requests of an operation get these answers, one after the other. */
  next(operation: OperationName, ...replies: Reply[]): void;
  /** From now on every request of an operation gets this answer. */
  always(operation: OperationName, reply: Reply): void;
}

/** Answers JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return text(JSON.stringify(body), "application/json", status, headers);
}

export function text(body: string, type = "text/html", status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

/** Closes the connection after the request arrived. */
export const reset: Reply = (response) => void response.socket?.destroy();

/** Never answers. */
export const hang: Reply = () => undefined;

const GOOD: Record<OperationName, Reply> = {
  Login: json({ data: { token: "token-1" } }),
  GetHosts: json([]),
  GetVms: json([]),
  GetTasks: json([]),
  GetClusters: json([]),
  GetAlerts: json([]),
  GetLabels: json([]),
  CreateLabel: json([{ task_id: "task", data: { id: "label" } }]),
  UpdateLabel: json([{ task_id: "task", data: { id: "label" } }]),
  AddLabelsToResources: json([{ task_id: "task", data: { id: "label" } }]),
  DeleteLabel: json([{ task_id: "task", data: { id: "label" } }]),
  GetMyInfo: json({ id: "user" }),
  GetUserRoleNexts: json([]),
  MigrateVm: json([{ task_id: "task", data: { local_id: "vm" } }]),
  StartVm: json([{ task_id: "task", data: { local_id: "vm" } }]),
  OperateHostPower: json({ task_id: "task", data: {} }),
  EnterMaintenanceModePreCheck: json({ task_id: "task" }),
  EnterMaintenanceModePrecheckResult: json({ done: true, shutdownVms: [] }),
  EnterMaintenanceMode: json({ task_id: "task", data: {} }),
  ExitMaintenanceModePrecheckResult: json({ shutDownVms: [], liveMigrateVms: [], offlineMigrateVms: [] }),
  ExitMaintenanceMode: json({ task_id: "task", data: {} }),
};

/** A server that answers every operation successfully by default, and records requests. It closes with the test. */
export async function openServer(tls?: { key: string; cert: string }): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const scripts = new Map<OperationName, Reply[]>();
  const standing = new Map(Object.entries(GOOD) as [OperationName, Reply][]);
  const numbers = new Map<Socket, number>();
  const listen = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one: Seen = {
      operation: operationOf(request.url ?? ""),
      body: JSON.parse(Buffer.concat(chunks).toString() || "null"),
      authorization: request.headers.authorization,
      connection: numbers.get(request.socket) ?? 0,
    };
    seen.push(one);
    const reply = scripts.get(one.operation)?.shift() ?? standing.get(one.operation) ?? reset;
    reply(response, one);
  };
  const server = tls ? createTlsServer(tls, listen) : createServer(listen);
  const arrivals = tls ? "secureConnection" : "connection";
  server.on(arrivals, (socket: Socket) => numbers.set(socket, numbers.size + 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    seen,
    count: (operation) => seen.filter((one) => one.operation === operation).length,
    connections: () => numbers.size,
    next: (operation, ...replies) => void scripts.set(operation, [...(scripts.get(operation) ?? []), ...replies]),
    always: (operation, reply) => void standing.set(operation, reply),
  };
}

function operationOf(url: string): OperationName {
  const found = Object.entries(PATHS).find(([, path]) => url === `/v2/api${path}`);
  if (!found) throw new Error(`no such operation: ${url}`);
  return found[0] as OperationName;
}

export const USER = { username: "admin", password: "pass-word", source: "LOCAL" } as const;

/** A client on a virtual clock: pauses take no time. */
export function clientOf(server: string, options: Partial<RequesterOptions> = {}) {
  const clock = new VirtualClock();
  return { clock, cloudTower: new CloudTower({ server, credentials: { token: "token-0" }, clock, ...options }) };
}

/** The error of a rejected call. The test fails if it was not rejected. */
export async function failureOf<T extends Error = Error>(call: Promise<unknown>): Promise<T> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome as T;
  throw new Error(`expected a failure, got ${outcome}`);
}

/** Mutating calls, and how each is sent. */
export const MUTATIONS = [
  ["EnterMaintenanceMode", (cloudTower: CloudTower) => cloudTower.enterMaintenance("host", [])],
  [
    "ExitMaintenanceMode",
    (cloudTower: CloudTower) =>
      cloudTower.exitMaintenance("host", { powerOn: [], liveMigrateBack: [], offlineMigrateBack: [] }),
  ],
  ["StartVm", (cloudTower: CloudTower) => cloudTower.startVm("vm", undefined)],
  ["OperateHostPower", (cloudTower: CloudTower) => cloudTower.rebootHost("host")],
] as const;
