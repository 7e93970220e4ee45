import type * as z from "zod";
import type { Clock } from "../clock";
import { loginAnswer } from "./answers";
import { otherShape } from "./badAnswer";
import { CredentialsError } from "./errors";
import { type Credentials, Login } from "./login";
import { MUTATING, type OperationName, type RequestBody } from "./operations";
import { quote } from "./quote";
import { unlessAborted, withRetry } from "./retry";
import { Servers } from "./servers";
import { type Answer, type SendOptions, Transport, type TransportOptions } from "./transport";

/** How long a call may wait. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** How long transient failures are retried, in milliseconds. Default: 15,000. */
  patienceMs?: number | undefined;
  /**
   * Whether a read from a CloudTower with several addresses waits through a failover, for up to six minutes regardless of
   * `patienceMs`. Default: true. Mutating calls never do.
   */
  throughFailover?: boolean | undefined;
}

export interface RequesterOptions extends TransportOptions {
  /** Origin such as `https://tower.example.com`. */
  server: string;
  /** The origins of all addresses of this CloudTower, `server` first. Default: only `server`. */
  servers?: readonly string[] | undefined;
  credentials: Credentials;
  /** Receives a line for the user when no address is active, and when one is active again. */
  notice?: ((line: string) => void) | undefined;
}

export const DEFAULT_PATIENCE_MS = 15_000;
/** A failover takes up to five minutes, and starting up takes a little longer. */
const FAILOVER_MS = 6 * 60_000;
/** For requests without a login. */
const OPEN_TIMEOUT_MS = 5_000;

/** Sends an operation of the contract to the active address, with a login, retries it if that is safe, and checks the answer. */
export class Requester {
  readonly server: string;
  readonly clock: Clock;
  readonly #servers: Servers;
  readonly #transport: Transport;
  readonly #login: Login;

  constructor(options: RequesterOptions) {
    this.server = options.server;
    this.clock = options.clock;
    this.#transport = new Transport(options);
    this.#servers = new Servers(
      options.servers ?? [options.server],
      options.clock,
      async (server, signal) => (await this.#transport.ask(server, "Healthz", OPEN_TIMEOUT_MS, signal)).status,
      options.notice ?? (() => undefined),
    );
    // Not retried separately: the call that needs the login retries both within its own time.
    this.#login = new Login(options.credentials, async (body) => {
      const answer = await this.#send("Login", body, { secrets: [body.password] });
      return checked(loginAnswer, answer).data.token;
    });
  }

  /** All addresses, as origins. */
  get servers(): readonly string[] {
    return this.#servers.all;
  }

  /** Now, by the server's clock, in milliseconds. */
  serverNow(): number {
    return this.#transport.serverNow();
  }

  /** A message of CloudTower's, safe to print: in one line and without our credentials. */
  readonly quoted = (words: string): string => quote(words, this.#login.secrets);

  async call<Name extends OperationName, Fields extends z.ZodType>(
    operation: Name,
    body: RequestBody<Name>,
    answer: Fields,
    options: CallOptions = {},
  ): Promise<z.output<Fields>> {
    const { signal, patienceMs = DEFAULT_PATIENCE_MS, throughFailover = true } = options;
    const waits = throughFailover && this.#servers.areSeveral && !MUTATING.has(operation);
    return withRetry(async () => checked(answer, await this.#authorized(operation, body, signal)), {
      clock: this.clock,
      signal,
      patienceMs,
      outageMs: waits ? FAILOVER_MS : 0,
    });
  }

  /** The version that CloudTower reports without a login, for example "4.8.0"; undefined if it reports none. */
  async version(signal?: AbortSignal): Promise<string | undefined> {
    try {
      const server = await this.#servers.active("GetApiVersion", signal);
      const { status, text = "" } = await this.#transport.ask(server, "GetApiVersion", OPEN_TIMEOUT_MS, signal);
      return status === 200 ? /^"?v?(\d{1,9}(?:\.\d{1,9}){1,4})/.exec(text.trim())?.[1] : undefined;
    } catch {
      signal?.throwIfAborted();
      return undefined;
    }
  }

  /** Renews a rejected token and repeats the request, once per request: an expired session is not a failure. */
  async #authorized(operation: OperationName, body: unknown, signal: AbortSignal | undefined): Promise<Answer> {
    const how: SendOptions = { signal, freshConnection: MUTATING.has(operation) };
    const authorization = await unlessAborted(this.#login.token(), signal);
    try {
      return await this.#send(operation, body, { ...how, authorization, secrets: this.#login.secrets });
    } catch (error) {
      const rejected = error instanceof CredentialsError && error.facts.status === 401;
      if (!rejected || !this.#login.renewable) throw error;
      const renewed = await unlessAborted(this.#login.renew(authorization), signal);
      return this.#send(operation, body, { ...how, authorization: renewed, secrets: this.#login.secrets });
    }
  }

  async #send(operation: OperationName, body: unknown, options: SendOptions): Promise<Answer> {
    const find = () => this.#servers.active(operation, options.signal);
    try {
      return await this.#transport.send(find, operation, body, options);
    } catch (error) {
      throw this.#servers.judge(error);
    }
  }
}

function checked<Fields extends z.ZodType>(fields: Fields, { json, received }: Answer): z.output<Fields> {
  const result = fields.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw otherShape(received, issue?.path.join(".") || "the answer itself", issue?.message ?? "not as expected");
}
