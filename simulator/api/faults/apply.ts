import type { FastifyReply, FastifyRequest } from "fastify";
import type { Sabotage } from "../../model/jobs";
import type { Answer } from "../answer";
import type { Fault, FaultKind } from "./schema";

const acting = new Set<FaultKind>([
  "reset-after",
  "slow-drip",
  "truncatedJson",
  "wrongShape",
  "emptyBody",
  "wrongContentType",
  "taskFailed",
  "taskStalled",
  "taskFailedThoughDone",
]);

const outcomes: Partial<Record<FaultKind, Sabotage["outcome"]>> = {
  taskFailed: "fail",
  taskStalled: "stall",
  taskFailedThoughDone: "deny",
};

/** Is the request carried out although its answer is spoilt? */
export function acts(fault: Fault): boolean {
  return fault.act ?? acting.has(fault.kind);
}

/** What the fault does to the task that the request starts. */
export function sabotageOf(fault: Fault | undefined, request: FastifyRequest): Sabotage | undefined {
  const outcome = fault && outcomes[fault.kind];
  if (!outcome) return undefined;
  return {
    outcome,
    afterSteps: fault.afterSteps ?? 1,
    ...(fault.message === undefined && !fault.echo ? {} : { message: withEcho(fault, "Injected fault", request) }),
  };
}

/** The fault's message, or else `message`; with what the request held behind it, if the fault echoes. */
function withEcho(fault: Fault, message: string, request: FastifyRequest): string {
  const said = fault.message ?? message;
  return fault.echo ? `${said}: ${held(request)}` : said;
}

function held({ headers, body }: FastifyRequest): string {
  return JSON.stringify({ authorization: headers.authorization, body });
}

const html =
  "<html>\n<head><title>502 Bad Gateway</title></head>\n<body><center><h1>502 Bad Gateway</h1></center></body>\n</html>\n";

/**
 * Answers as the fault wants it.
 * @param answer what would have been answered; null when nothing was done
 * @returns the status that went out; 0 when none did
 */
export function spoil(fault: Fault, reply: FastifyReply, path: string, answer: Answer | null): number {
  const json = JSON.stringify(answer?.body ?? { message: "Spoilt", status: 500, path });
  if (fault.echo) reply.header("x-tower-request-id", encodeURI(held(reply.request)));
  const send = (status: number, body: string, type = "application/json; charset=utf-8"): number => {
    reply
      .code(status)
      .header("content-type", type)
      .headers(fault.headers ?? {})
      .send(body);
    return status;
  };
  const sendError = (status: number, message: string, more: object = {}): number =>
    send(status, JSON.stringify({ message: withEcho(fault, message, reply.request), status, path, ...more }));
  const good = answer?.status ?? 200;
  switch (fault.kind) {
    case "reset-before":
    case "reset-after":
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return 0;
    case "hang":
      reply.hijack();
      return 0;
    case "slow-drip":
      drip(reply, good, json, fault.everyMs ?? 50);
      return good;
    case "status":
      return sendError(fault.status ?? 503, "Injected fault");
    case "html502":
      return send(502, fault.echo ? `<p>${held(reply.request)}</p>` : html, "text/html");
    case "resourceLocked":
      return sendError(400, "Resource locked", {
        code: "ResourceLocked",
        props: { locked_resources: [{ id: "cl0", type: "Host" }] },
      });
    case "truncatedJson":
      return send(good, json.slice(0, Math.ceil(json.length / 2)));
    case "wrongShape":
      return send(good, JSON.stringify({ unexpected: fault.echo ? held(reply.request) : true }));
    case "emptyBody":
      return send(good, "");
    case "wrongContentType":
      return send(good, json, "text/plain");
    case "redirect":
      reply.header("location", fault.location ?? (fault.echo ? `/?${encodeURIComponent(held(reply.request))}` : "/"));
      return send(fault.status ?? 302, "", "text/html");
    case "taskFailed":
    case "taskStalled":
    case "taskFailedThoughDone":
      return send(good, json);
  }
}

/** The body in ten pieces, each some real time after the other. */
function drip(reply: FastifyReply, status: number, body: string, everyMs: number): void {
  reply.hijack();
  const bytes = Buffer.from(body);
  const size = Math.max(1, Math.ceil(bytes.length / 10));
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": bytes.length,
    date: String(reply.getHeader("date")),
  };
  reply.raw.writeHead(status, { ...headers, "x-tower-request-id": String(reply.getHeader("x-tower-request-id")) });
  let at = 0;
  const timer = setInterval(() => {
    if (at >= bytes.length || reply.raw.destroyed) {
      clearInterval(timer);
      reply.raw.end();
      return;
    }
    reply.raw.write(bytes.subarray(at, at + size));
    at += size;
  }, everyMs);
  reply.raw.on("close", () => clearInterval(timer));
}
