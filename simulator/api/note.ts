import type { FastifyReply, FastifyRequest } from "fastify";
import type { Core } from "../core";
import type { RequestRecord } from "../records";

/** Records a request. Its status is 0 until there is an answer. */
export function note(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
  { operation, authorized, node }: { operation: string; authorized: boolean; node: number },
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
    ...(node === 0 ? {} : { node }),
  };
  core.journal.requests.push(record);
  return record;
}

function withoutPassword(body: unknown): unknown {
  const hasOne = typeof body === "object" && body !== null && "password" in body;
  return hasOne ? { ...body, password: "***" } : body;
}
