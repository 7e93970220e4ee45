import type { FastifyInstance } from "fastify";
import type { Core } from "../core";
import { isOwn, pathOf } from "../ownRoutes";
import { isSince } from "../version";
import { note } from "./note";

/** Where a client asks whether a node is the active one; outside the API's base path. */
const healthPath = "/api/healthz";

/**
 * The differences between nodes: a passive node answers 307 to every call, and no node answers during a failover. The page and the
 * control interface always answer.
 */
export function addNodeBehaviour(app: FastifyInstance, core: Core, node: number): void {
  const { nodes } = core;
  app.addHook("preHandler", async (request, reply) => {
    const state = nodes.stateOf(node);
    const path = pathOf(request);
    if (state === "active" || isOwn(path)) return;
    const operation = core.contract.operationAt(path);
    const authorized = core.auth.callerOf(request.headers.authorization) !== undefined;
    const record = note(core, request, reply, { operation: operation?.operationId ?? path, authorized, node });
    if (state === "passive") {
      record.status = 307;
      return reply.code(307).header("location", `${nodes.urls[nodes.active]}${request.url}`).send();
    }
    reply.hijack();
    if (state === "reset") reply.raw.socket?.resetAndDestroy();
  });
  app.get(healthPath, async (request, reply) => {
    // Only versions that support a standby have this call.
    const status = nodes.hasStandby || isSince(core.quirks, "4.8") ? 200 : 404;
    note(core, request, reply, { operation: healthPath, authorized: true, node }).status = status;
    return reply.code(status).send();
  });
}
