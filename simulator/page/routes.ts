import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Core } from "../core";
import { pageView } from "./view";
import { Viewers } from "./viewers";

const file = join(__dirname, "page.html");

/** The page to look at, at `/`. It only shows. */
export function addPageRoutes(app: FastifyInstance, core: Core): void {
  const viewers = new Viewers(() => {
    core.world.clock.runDue();
    return JSON.stringify(pageView(core.world));
  });
  app.get("/", async (_request, reply) => {
    const html = readFileSync(file, "utf8");
    return reply
      .headers({
        "content-security-policy": policyOf(html),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
      })
      .type("text/html; charset=utf-8")
      .send(html);
  });
  app.get("/page/events", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    viewers.add(reply.raw);
  });
}

/** Only the page's own style and script, and nothing from elsewhere; no text can become markup. */
function policyOf(html: string): string {
  const own = (tag: string): string => {
    const [, text = ""] = new RegExp(`<${tag}>(.*?)</${tag}>`, "s").exec(html) ?? [];
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  return [
    "default-src 'none'",
    `style-src ${own("style")}`,
    `script-src ${own("script")}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}
