import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * Not those that systems give to servers without a port of their own: while a door is closed, the simulator of another test could get
 * its port, and be taken for the one behind it.
 */
const PORTS = [20_000, 32_000] as const;

/** A proxy to a server that can be closed: then connections are cut, and new ones refused, as if the server were down. */
export class Door {
  #server: Server | undefined;
  #port = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly behind: number) {}

  /** @param behind the port of the server, on this machine */
  static async open(behind: number): Promise<Door> {
    const door = new Door(behind);
    await door.open();
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    for (;;) {
      const server = createServer((client) => this.#let(client));
      const port = this.#port || randomInt(...PORTS);
      this.#server = server;
      server.listen(port, "127.0.0.1");
      try {
        await once(server, "listening");
        this.#port = port;
        return;
      } catch (error) {
        this.#server = undefined;
        if (this.#port !== 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      }
    }
  }

  shut(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  #let(client: Socket): void {
    const server = connect(this.behind, "127.0.0.1");
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
