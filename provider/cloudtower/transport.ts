import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Clock } from "../clock";
import { refusal, unreadable } from "./badAnswer";
import { type CloudTowerError, RedirectError } from "./errors";
import { type Fetch, loadFetch, type Response } from "./fetch";
import { networkFailure } from "./networkFailure";
import { type OperationName, PATHS } from "./operations";

/** One line for a person about one request; never a credential. */
export type Trace = (line: string) => void;

export interface TransportOptions {
  /** Origin such as `https://tower.example.com`. */
  server: string;
  /** PEM of the CA, or of the self-signed certificate itself. */
  caCert?: string | undefined;
  /** Accept any certificate. Default: false. */
  insecureSkipTlsVerify?: boolean | undefined;
  clock: Clock;
  /** Default: node-fetch. */
  fetch?: Fetch | undefined;
  trace?: Trace | undefined;
  /** How long one request may take, in milliseconds. Default: 30,000. */
  requestTimeoutMs?: number | undefined;
}

export interface SendOptions {
  authorization?: string | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Use a connection of its own. A kept-alive connection may be closed by the server just when we write to it, which
   * leaves the fate of that request unknown: harmless for a read, not for a mutating call.
   */
  freshConnection?: boolean | undefined;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const MAX_CONNECTIONS = 16;

/** Sends one request and reads one answer. It neither retries nor logs in. */
export class Transport {
  readonly server: string;
  readonly #options: TransportOptions;
  readonly #timeoutMs: number;
  readonly #keptAlive: HttpAgent;
  /** Server's clock minus ours, in milliseconds, as of the last answer. */
  #serverAhead = 0;

  constructor(options: TransportOptions) {
    this.server = options.server;
    this.#options = options;
    this.#timeoutMs = options.requestTimeoutMs ?? 30_000;
    this.#keptAlive = this.#agent(true);
  }

  /** Now, by the server's clock (by the `Date` header of its last answer, so in whole seconds). */
  serverNow(): number {
    return this.#options.clock.now() + this.#serverAhead;
  }

  async send(operation: OperationName, body: unknown, options: SendOptions = {}): Promise<unknown> {
    const started = this.#options.clock.now();
    let outcome = "failed";
    let requestId = "-";
    try {
      const response = await this.#fetch(operation, body, options);
      outcome = String(response.status);
      requestId = response.headers.get("x-tower-request-id") ?? "-";
      this.#noteServerTime(response);
      return await this.#read(operation, response);
    } catch (error) {
      options.signal?.throwIfAborted();
      outcome += ` ${(error as Error).name}`;
      throw error;
    } finally {
      this.#options.trace?.(
        `${operation} ${outcome} ${this.#options.clock.now() - started} ms, x-tower-request-id ${requestId}`,
      );
    }
  }

  async #fetch(operation: OperationName, body: unknown, options: SendOptions): Promise<Response> {
    const fetch = this.#options.fetch ?? (await loadFetch());
    try {
      return await fetch(`${this.server}/v2/api${PATHS[operation]}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(options.authorization === undefined ? {} : { authorization: options.authorization }),
        },
        agent: options.freshConnection ? this.#agent(false) : this.#keptAlive,
        redirect: "manual",
        size: MAX_ANSWER_BYTES,
        signal: this.#deadline(options.signal),
      });
    } catch (error) {
      throw this.#networkFailure(error, operation);
    }
  }

  async #read(operation: OperationName, response: Response): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw this.#networkFailure(error, operation);
    }
    const answer = { operation, server: this.server, response, text };
    if (response.status >= 300 && response.status < 400) throw this.#redirected(operation, response);
    if (!response.ok) throw refusal(answer, this.#options.clock.now());
    try {
      return JSON.parse(text);
    } catch {
      throw unreadable(answer);
    }
  }

  #networkFailure(error: unknown, operation: OperationName): CloudTowerError {
    return networkFailure(error, { operation, server: this.server }, this.#timeoutMs);
  }

  #redirected(operation: OperationName, response: Response): RedirectError {
    const location = response.headers.get("location");
    let target = "another address";
    if (location && URL.canParse(location, this.server)) target = new URL(location, this.server).origin;
    return new RedirectError(
      `${operation}: ${this.server} redirects to ${target}, and redirects are not followed because the credential would go along. If that is your CloudTower, set cloudtower:server (CLOUDTOWER_SERVER) to it`,
      { operation, server: this.server, fate: "not-acted", transient: false, status: response.status },
    );
  }

  #deadline(signal?: AbortSignal): AbortSignal {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    return signal ? AbortSignal.any([signal, timeout]) : timeout;
  }

  #noteServerTime(response: Response): void {
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) this.#serverAhead = date - this.#options.clock.now();
  }

  #agent(keepAlive: boolean): HttpAgent {
    if (this.server.startsWith("http:")) return new HttpAgent({ keepAlive, maxSockets: MAX_CONNECTIONS });
    return new HttpsAgent({
      keepAlive,
      maxSockets: MAX_CONNECTIONS,
      rejectUnauthorized: !this.#options.insecureSkipTlsVerify,
      ...(this.#options.caCert === undefined ? {} : { ca: this.#options.caCert }),
    });
  }
}
