import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Core } from "../core";
import { text } from "../model/text";
import { pathOf } from "../ownRoutes";
import { type Answer, answer, errorAnswer, isAuthorized } from "./answer";
import { basePath, type ContractOperation } from "./contract";
import { acts, sabotageOf, spoil } from "./faults/apply";
import { note } from "./note";
import { addNodeBehaviour } from "./standby";

/**
 * The HTTP server of the API on one node; the control interface is added by the caller.
 * @param node 0, or 1 for the standby's
 */
export function apiServer(core: Core, tls: { key: string; cert: string } | undefined, node: number): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 16 * 2 ** 20, ...(tls ? { https: tls } : {}) });
  const parse = app.getDefaultJsonParser("error", "error");
  // A call without arguments comes with an empty body from some clients, whatever its content type says.
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) =>
    body === "" ? done(null, undefined) : parse(request, body, done),
  );
  app.addHook("onRequest", async (_request, reply) => {
    core.world.clock.runDue();
    // The server's clock is the simulator's: clients compare its Date with times in the API.
    reply.header("date", new Date(core.world.clock.now()).toUTCString());
    reply.header("x-tower-request-id", core.requestIds.uuid());
  });
  addNodeBehaviour(app, core, node);
  const unknown = async (request: FastifyRequest, reply: FastifyReply) =>
    refuse(core, node, request, reply, 404, "no such operation");
  // One route for all operations: a route of its own for each would take most of the time in which a simulator starts.
  app.route({
    method: ["GET", "POST"],
    url: `${basePath}/*`,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const operation = core.contract.operationAt(pathOf(request));
      return operation?.method === request.method
        ? handle(core, operation, node, request, reply)
        : unknown(request, reply);
    },
  });
  app.setNotFoundHandler(unknown);
  app.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const status = (error.statusCode ?? 500) < 500 ? 400 : 500;
    return refuse(core, node, request, reply, status, error.message);
  });
  return app;
}

async function handle(
  core: Core,
  operation: ContractOperation,
  node: number,
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
  const authorized = isAuthorized(core, question);
  const record = note(core, request, reply, { operation: operation.operationId, authorized, node });
  if (fault) record.fault = fault.kind;
  if (core.gate) {
    await core.gate("request", operation.operationId);
    // A request whose client has gone in the meantime is not acted on.
    if (reply.raw.destroyed) return reply.hijack();
    core.world.clock.runDue();
  }
  const given = fault && !acts(fault) ? null : answer(core, question);
  if (core.gate) await core.gate("answer", operation.operationId);
  if (fault) record.status = spoil(fault, reply, operation.path, given);
  else if (given) {
    record.status = given.status;
    send(reply, given);
  }
  return reply;
}

function send(reply: FastifyReply, { status, body, html }: Answer): void {
  reply.code(status);
  if (html !== undefined) reply.type("text/html").send(html);
  else if (body === undefined) reply.send();
  // A single string is JSON, too.
  else reply.type("application/json; charset=utf-8").send(JSON.stringify(body));
}

/** Requests that reach no operation, or whose body cannot be read. */
function refuse(
  core: Core,
  node: number,
  request: FastifyRequest,
  reply: FastifyReply,
  status: 400 | 404 | 500,
  why: string,
): FastifyReply {
  const path = pathOf(request);
  if (path.startsWith("/control")) return reply.code(status).send({ message: why });
  const operation = core.contract.operationAt(path)?.operationId ?? path;
  const authorized = core.auth.callerOf(request.headers.authorization) !== undefined;
  note(core, request, reply, { operation, authorized, node }).status = status;
  const message = `${request.method} ${path}: ${why}`;
  core.journal.violations.push({ kind: status === 500 ? "response" : "request", operation, message });
  return reply.code(status).send(errorAnswer(path, { status, text: text(message, message) }, "en").body);
}
