import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Core } from "../core";
import { text } from "../model/text";
import type { RequestRecord } from "../records";
import { answer, basePath, errorAnswer, isAuthorized } from "./answer";
import type { ContractOperation } from "./contract";
import { acts, sabotageOf, spoil } from "./faults/apply";

/** The HTTP server of the API; the control interface is added by the caller. */
export function apiServer(core: Core, tls: { key: string; cert: string } | undefined): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 16 * 2 ** 20, ...(tls ? { https: tls } : {}) });
  app.addHook("onRequest", async (_request, reply) => {
    core.world.clock.runDue();
    // The server's clock is the simulator's: clients compare its Date with times in the API.
    reply.header("date", new Date(core.world.clock.now()).toUTCString());
    reply.header("x-tower-request-id", core.requestIds.uuid());
  });
  for (const operation of core.contract.operations) {
    app.post(basePath + operation.path, async (request, reply) => handle(core, operation, request, reply));
  }
  app.setNotFoundHandler(async (request, reply) => refuse(core, request, reply, 404, "no such operation"));
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const status = (error.statusCode ?? 500) < 500 ? 400 : 500;
    return refuse(core, request, reply, status, error.message);
  });
  return app;
}

async function handle(
  core: Core,
  operation: ContractOperation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const fault = core.faults.take(operation.operationId);
  const question = {
    operation,
    body: request.body,
    token: request.headers.authorization,
    contentLanguage: request.headers["content-language"] as string | undefined,
    sabotage: sabotageOf(fault, request),
  };
  const record = note(core, request, reply, operation.operationId, isAuthorized(core, question));
  if (fault) record.fault = fault.kind;
  if (core.gate) {
    await core.gate("request", operation.operationId);
    // A client that has gone while its request was on the way has not been heard.
    if (reply.raw.destroyed) return reply.hijack();
    core.world.clock.runDue();
  }
  const given = fault && !acts(fault) ? null : answer(core, question);
  if (core.gate) await core.gate("answer", operation.operationId);
  if (fault) record.status = spoil(fault, reply, basePath + operation.path, given);
  else if (given) {
    record.status = given.status;
    reply.code(given.status).send(given.body);
  }
  return reply;
}

/** Requests that reach no operation, or whose body cannot be read. */
function refuse(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  status: 400 | 404 | 500,
  why: string,
): FastifyReply {
  const path = request.url.split("?")[0] as string;
  if (path.startsWith("/control")) return reply.code(status).send({ message: why });
  const operation =
    core.contract.operations.find((candidate) => basePath + candidate.path === path)?.operationId ?? path;
  note(core, request, reply, operation, core.auth.accepts(request.headers.authorization)).status = status;
  const message = `${request.method} ${path}: ${why}`;
  core.journal.violations.push({ kind: status === 500 ? "response" : "request", operation, message });
  return reply.code(status).send(errorAnswer(path, { status, text: text(message, message) }, "en").body);
}

function note(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  operation: string,
  authorized: boolean,
): RequestRecord {
  const record: RequestRecord = {
    at: core.world.clock.now(),
    operation,
    path: request.url,
    method: request.method,
    status: 0,
    body: withoutPassword(request.body),
    requestId: String(reply.getHeader("x-tower-request-id")),
    authorized,
  };
  core.journal.requests.push(record);
  return record;
}

function withoutPassword(body: unknown): unknown {
  const hasOne = typeof body === "object" && body !== null && "password" in body;
  return hasOne ? { ...body, password: "***" } : body;
}
