import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { faultSchema } from "../api/faults/schema";
import type { Core } from "../core";
import { applyQuirks, quirkSettingsSchema } from "../quirks";
import { snapshotOf } from "../views";
import { guardControl } from "./guard";
import type { Operator } from "./operator";
import { operatorActions } from "./operatorActions";

/** The control interface, under /control on the API's port. It asks for no credentials, and takes no requests of web pages from elsewhere. */
export function addControlRoutes(app: FastifyInstance, core: Core, operator: Operator): void {
  guardControl(app);
  app.get("/control/state", async () => ({
    ...snapshotOf(core.world),
    quirks: core.quirks,
    nodes: core.nodes.urls.map((url, node) => ({ url, state: core.nodes.stateOf(node) })),
    faults: core.faults.list(),
  }));
  app.get("/control/requests", async () => core.journal.requests);
  app.get("/control/mutations", async () => core.journal.mutations);
  app.get("/control/violations", async () => core.journal.violations);
  const post = (path: string, act: (body: unknown) => unknown): void => {
    app.post(`/control/${path}`, async (request, reply) => tried(reply, () => act(request.body ?? {})));
  };
  post("faults", (body) => core.faults.inject(faultSchema.parse(body)));
  app.delete("/control/faults", async () => {
    core.faults.clear();
    return { ok: true };
  });
  post("quirks", (body) => applyQuirks(core.quirks, quirkSettingsSchema.parse(body)));
  post("expire-tokens", () => core.auth.expireTokens());
  const actions = new Map(operatorActions(operator));
  app.post<{ Params: { action: string } }>("/control/operator/:action", async (request, reply) => {
    const act = actions.get(request.params.action);
    return act ? tried(reply, () => act(request.body ?? {})) : reply.callNotFound();
  });
}

function tried(reply: FastifyReply, act: () => unknown): FastifyReply {
  try {
    return reply.send({ ok: true, ...(act() as object | undefined) });
  } catch (error) {
    return reply
      .code(400)
      .send({ message: error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message });
  }
}
