import type { FastifyRequest } from "fastify";

/** Is this a path that no CloudTower has: of the page or of the control interface? Every node answers these, always. */
export function isOwn(path: string): boolean {
  return path === "/" || path.startsWith("/page/") || path.startsWith("/control");
}

/** The path of a request, without its query. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split("?")[0] as string;
}
