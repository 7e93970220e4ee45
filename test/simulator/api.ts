import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";

export interface Reply<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** A simulator on a clock that stands still until told, and requests to it. */
export class Api {
  time = Date.UTC(2026, 0, 5, 8);
  token: string | undefined;
  sim!: Simulator;

  /** Of the node that is asked. */
  url = "";

  /** Starts the simulator, and logs in as root. */
  protected async begin(options: SimulatorOptions): Promise<this> {
    this.sim = await startSimulator({ now: () => this.time, ...options });
    this.url = this.sim.url;
    onTestFinished(() => this.sim.close());
    this.token = await this.login({});
    return this;
  }

  /** The token that a login gives; undefined where it is refused. */
  async login(input: object): Promise<string | undefined> {
    const reply = await this.send<{ data?: { token: string } }>("/login", {
      username: "root",
      password: "simulator",
      ...input,
    });
    return reply.body.data?.token;
  }

  pass(seconds: number): void {
    this.time += seconds * 1000;
  }

  async send<T = { message: string }>(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(`${this.url}/v2/api${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", ...(this.token ? { authorization: this.token } : {}), ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Some faults answer what is not JSON: the text then.
    }
    return { status: response.status, headers: response.headers, body: parsed as T };
  }

  /** The body of an answer that must be 200. */
  async ok<T>(path: string, body: unknown): Promise<T> {
    const reply = await this.send<T>(path, body);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  /** A request to the control interface. */
  async control<T = unknown>(method: string, path: string, body?: unknown): Promise<Reply<T>> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const response = await fetch(`${this.url}/control/${path}`, { method, ...init });
    return { status: response.status, headers: response.headers, body: (await response.json()) as T };
  }
}
