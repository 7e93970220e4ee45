import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LimitFunction } from "p-limit";
import { type Clock, timeOf } from "../clock";
import { type Asker, askersNow } from "./asker";
import { type ReceivedAnswer, redirected, refusal, requestIdOf, unreadable } from "./badAnswer";
import { UnreachableError } from "./errors";
import { networkFailure } from "./networkFailure";
import { OPEN_PATHS, type OpenName, type OperationName, PATHS } from "./operations";
import { TimeLimit } from "./retry";

/**
 * ES modules. This package is CommonJS, so that every version of Node can `require` it, and has to load them at run time. They are
 * loaded once, as in retry.ts, and before the time of a request begins.
 */
const loadLibraries = () => {
  loading ??= Promise.all([import("p-limit"), import("node-fetch")]);
  return loading;
};
let loading: Promise<[typeof import("p-limit"), typeof import("node-fetch")]> | undefined;

/** node-fetch, or a substitute for it. */
export type Fetch = typeof import("node-fetch").default;

/** node-fetch's response. */
type Response = Awaited<ReturnType<Fetch>>;

/** Receives one line for each request, and the hosts that it was sent for. The line never contains a credential. */
export type Trace = (line: string, hosts: readonly string[]) => void;

export interface TransportOptions {
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
  /** Parts of the body that must never be printed. */
  secrets?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  /**
   * Use a new connection. The server may close a kept-alive connection just as we write to it, and then the fate of the request
   * is unknown. That is harmless for a read, but not for a mutating call.
   */
  freshConnection?: boolean | undefined;
}

/** A 2xx answer in JSON. */
export interface Answer {
  json: unknown;
  received: ReceivedAnswer;
}

interface Request extends SendOptions {
  askers: ReadonlySet<Asker>;
  operation: OperationName | OpenName;
  /** Origin such as `https://tower.example.com`. */
  server: string;
  path: string;
  /** JSON; without it the method is GET. */
  body?: string;
  timeoutMs: number;
}

/** A page of a hundred VMs is about 1 MB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Includes the connections of mutating calls, which are not kept alive. */
const MAX_CONNECTIONS = 16;

/** Sends one request to one server and reads one answer. It neither retries nor logs in. */
export class Transport {
  readonly #options: TransportOptions;
  /** Agents for kept-alive connections, by protocol. */
  readonly #keptAlive: Record<string, HttpAgent>;
  #libraries: { turn: LimitFunction; fetch: Fetch } | undefined;
  /** The server's clock minus ours, in milliseconds, at the last answer. */
  #serverAhead = 0;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#keptAlive = { "http:": this.#agent("http:", true), "https:": this.#agent("https:", true) };
  }

  /** Now, by the server's clock: from the `Date` header of its last answer, so in whole seconds. */
  serverNow(): number {
    return this.#options.clock.now() + this.#serverAhead;
  }

  /**
   * Sends a request when its turn comes. Queueing does not count towards the time limit. If the caller has given up by then,
   * nothing is sent.
   * @param find returns the server; called just before sending, because the active server may have changed
   */
  async send(
    find: () => Promise<string>,
    operation: OperationName,
    body: unknown,
    options: SendOptions = {},
  ): Promise<Answer> {
    const { turn, fetch } = await this.#loaded();
    const path = `/v2/api${PATHS[operation]}`;
    const timeoutMs = this.#options.requestTimeoutMs ?? 30_000;
    // Before the queue, which runs it for whoever was served last.
    const askers = askersNow();
    return turn(async () => {
      options.signal?.throwIfAborted();
      const server = await find();
      const request = { ...options, askers, operation, server, path, body: JSON.stringify(body), timeoutMs };
      return this.#exchange(fetch, request, (received) => this.#read(received));
    });
  }

  /** Sends a request without credentials and accepts any status. It does not queue, so hanging requests cannot delay it. */
  async ask(server: string, operation: OpenName, timeoutMs: number, signal?: AbortSignal): Promise<ReceivedAnswer> {
    const { fetch } = await this.#loaded();
    const request = { askers: askersNow(), operation, server, path: OPEN_PATHS[operation], signal, timeoutMs };
    return this.#exchange(fetch, request, (received) => received);
  }

  async #loaded() {
    const [{ default: pLimit }, { default: nodeFetch }] = await loadLibraries();
    this.#libraries ??= { turn: pLimit(MAX_CONNECTIONS), fetch: this.#options.fetch ?? nodeFetch };
    return this.#libraries;
  }

  async #exchange<T>(fetch: Fetch, request: Request, read: (received: ReceivedAnswer) => T): Promise<T> {
    const { operation, server, timeoutMs, signal } = request;
    signal?.throwIfAborted();
    const started = this.#options.clock.now();
    const secrets = [request.authorization ?? "", ...(request.secrets ?? [])];
    const limit = new TimeLimit(timeoutMs, signal);
    let outcome = "failed";
    // Its request id is read only where it is shown: hiding credentials in it costs more than the rest.
    let answered: Pick<ReceivedAnswer, "header" | "secrets"> | undefined;
    try {
      const response = await this.#fetch(fetch, request, limit.signal);
      const { status } = response;
      const header = (name: string) => response.headers.get(name);
      const answer = { header, secrets };
      answered = answer;
      outcome = String(status);
      this.#noteServerTime(response);
      const text = await response.text().catch((error: unknown) => {
        // For a failed answer, the status is enough if the body is lost.
        if (!response.ok && !limit.signal.aborted) return undefined;
        throw networkFailure(error, { operation, server, status, requestId: requestIdOf(answer) }, timeoutMs);
      });
      return read({ operation, server, status, text, ...answer });
    } catch (error) {
      if (error instanceof UnreachableError) signal?.throwIfAborted();
      outcome += ` ${(error as Error).name}`;
      throw error;
    } finally {
      limit.lift();
      const name = request.body === undefined ? `${operation} of ${server}` : operation;
      this.#options.trace?.(
        `${name} ${outcome} ${this.#options.clock.now() - started} ms, x-tower-request-id ${(answered && requestIdOf(answered)) ?? "-"}`,
        [...request.askers].map(({ host }) => host),
      );
    }
  }

  async #fetch(fetch: Fetch, request: Request, signal: AbortSignal): Promise<Response> {
    const { operation, server, body, authorization, freshConnection } = request;
    const { protocol } = new URL(server);
    try {
      return await fetch(server + request.path, {
        method: body === undefined ? "GET" : "POST",
        ...(body === undefined ? {} : { body }),
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          accept: "application/json",
          ...(authorization === undefined ? {} : { authorization }),
        },
        agent: freshConnection ? this.#agent(protocol, false) : this.#keptAlive[protocol],
        redirect: "manual",
        size: MAX_ANSWER_BYTES,
        signal,
      });
    } catch (error) {
      throw networkFailure(error, { operation, server }, request.timeoutMs);
    }
  }

  /** A proxy may label JSON with another type, so the content decides, not the label. */
  #read(received: ReceivedAnswer): Answer {
    const { status, text } = received;
    if (status >= 300 && status < 400) throw redirected(received);
    if (status < 200 || status >= 300) throw refusal(received, this.serverNow());
    try {
      return { json: JSON.parse(text ?? ""), received };
    } catch {
      throw unreadable(received);
    }
  }

  #noteServerTime(response: Response): void {
    const date = timeOf(response.headers.get("date"));
    if (!Number.isNaN(date)) this.#serverAhead = date - this.#options.clock.now();
  }

  #agent(protocol: string, keepAlive: boolean): HttpAgent {
    if (protocol === "http:") return new HttpAgent({ keepAlive, maxSockets: MAX_CONNECTIONS });
    return new HttpsAgent({
      keepAlive,
      maxSockets: MAX_CONNECTIONS,
      rejectUnauthorized: !this.#options.insecureSkipTlsVerify,
      ...(this.#options.caCert === undefined ? {} : { ca: this.#options.caCert }),
    });
  }
}
