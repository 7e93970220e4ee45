import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { isOwn } from "../ownRoutes";

/**
 * Keeps web pages of others out of the control interface and the simulator's own page, which ask for no credentials. A page of another site can make a browser post
 * here: then the browser says from where (`Origin`). A page whose own name is made to mean this address is of the same origin
 * to the browser: then `Host` is that name, and only addresses and localhost are taken.
 */
export function guardControl(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    // By the route and not by the text of the URL, which can spell it in other ways.
    if (!isOwn(request.routeOptions.url ?? "")) return;
    const why = refusalOf(request);
    if (why !== undefined) return reply.code(403).send({ message: why });
  });
}

function refusalOf({ headers, protocol }: FastifyRequest): string | undefined {
  const { host = "", origin } = headers;
  const name = hostnameOf(`http://${host}`);
  if (name === undefined || !(name === "localhost" || isIP(name.replace(/^\[|\]$/g, "")))) {
    return "the simulator is asked by address or as localhost: another name in Host may be a web page's";
  }
  if (origin !== undefined && origin !== `${protocol}://${host}`) {
    return "the simulator takes no requests of web pages from elsewhere (Origin)";
  }
  return undefined;
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
