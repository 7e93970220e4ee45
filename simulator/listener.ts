import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

/** One address of the simulator. It can be made unreachable for a while. */
export class Listener {
  #port = 0;

  constructor(
    private readonly app: FastifyInstance,
    private readonly host: string,
    private readonly scheme: "http" | "https",
  ) {}

  /** @returns its URL, without a slash at the end */
  async open(port: number): Promise<string> {
    await this.app.listen({ port, host: this.host });
    const bound = this.app.server.address() as AddressInfo;
    this.#port = bound.port;
    const name = bound.family === "IPv6" ? `[${bound.address}]` : bound.address;
    return `${this.scheme}://${name}:${bound.port}`;
  }

  /** As if the machine were off the network: connections are refused. */
  async unplug(): Promise<void> {
    const { server } = this.app;
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  async plug(): Promise<void> {
    const { server } = this.app;
    if (server.listening) return;
    server.listen(this.#port, this.host);
    await once(server, "listening");
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
