// A CloudTower with a standby, as two small servers, and a clock on which failovers take no time.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Clock } from "../../provider/clock";
import { CloudTower, type RequesterOptions } from "../../provider/cloudtower";

/** What a node does: answers, answers 307 to everything, closes connections, or does not answer at all. */
export type NodeState = "active" | "standby" | "broken" | "hanging";

interface NodeRequest {
  path: string;
  authorization: string | undefined;
  body: string;
}

export interface Node {
  url: string;
  state: NodeState;
  seen: NodeRequest[];
  /** Requests, except those for its health. */
  calls(): string[];
  /** Stops listening. */
  close(): Promise<void>;
  /** Replaces the usual answer to a path. */
  answers: Record<string, (response: ServerResponse) => void>;
}

const HEALTH = "/api/healthz";
const USUAL: Record<string, unknown> = {
  "/v2/api/login": { data: { token: "token-1" } },
  "/v2/api/get-hosts": [],
  "/v2/api/get-tasks": [{ id: "task", status: "SUCCESSED" }],
  "/v2/api/enter-maintance-mode": { task_id: "task", data: {} },
  "/v2/api/enter-maintenance-mode-precheck": { task_id: "task" },
};

/** A node that closes with the test. */
export async function openNode(state: NodeState): Promise<Node> {
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const one: NodeRequest = { path, authorization: request.headers.authorization, body: "" };
    node.seen.push(one);
    for await (const chunk of request) one.body += chunk;
    if (node.state === "hanging") return;
    if (node.state === "broken") return void request.socket.destroy();
    if (node.state === "standby") return void response.writeHead(307, { location: "/elsewhere" }).end();
    const answer = node.answers[path];
    if (answer) return answer(response);
    if (path === HEALTH) return void response.end("ok");
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(USUAL[path] ?? null));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(close);
  const node: Node = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    seen: [],
    calls: () => node.seen.map(({ path }) => path).filter((path) => path !== HEALTH),
    close,
    answers: {},
  };
  return node;
}

/** A clock that skips every pause and lets the test change things meanwhile. */
class JumpingClock implements Clock {
  #now = Date.parse("2026-01-01T00:00:00Z");
  readonly start = this.#now;
  /** Called with the milliseconds since the start. */
  onPause: (passed: number) => void = () => undefined;

  now = () => this.#now;

  sleep = async (ms: number, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    const due = this.#now + ms;
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
    this.#now = Math.max(this.#now, due);
    this.onPause(this.#now - this.start);
  };

  get passed(): number {
    return this.#now - this.start;
  }
}

/** A client of these nodes, and its notices. */
export function clientOfNodes(nodes: readonly Node[], options: Partial<RequesterOptions> = {}) {
  const clock = new JumpingClock();
  const notices: string[] = [];
  const servers = nodes.map(({ url }) => url);
  const cloudTower = new CloudTower({
    server: servers[0] ?? "",
    servers,
    credentials: { token: "t0ken" },
    clock,
    notice: (line) => void notices.push(line),
    ...options,
  });
  return { cloudTower, clock, notices };
}
