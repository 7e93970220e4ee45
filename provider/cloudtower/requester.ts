import type { z } from "zod";
import type { Clock } from "../clock";
import { loginAnswer } from "./answers";
import { AnswerError, CredentialsError } from "./errors";
import { type Credentials, Login } from "./login";
import { MUTATING, type OperationName, type RequestBody } from "./operations";
import { withRetry } from "./retry";
import { Transport, type TransportOptions } from "./transport";

/** How a call may wait. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** How long transient failures are met with another try, in milliseconds. Default: 15,000. */
  patienceMs?: number | undefined;
}

export interface RequesterOptions extends TransportOptions {
  credentials: Credentials;
}

const DEFAULT_PATIENCE_MS = 15_000;

/** Sends an operation of the contract: logged in, retried where that is safe, and its answer checked. */
export class Requester {
  readonly server: string;
  readonly clock: Clock;
  readonly #transport: Transport;
  readonly #login: Login;

  constructor(options: RequesterOptions) {
    this.server = options.server;
    this.clock = options.clock;
    this.#transport = new Transport(options);
    // Not retried by itself: the call that needs the login retries both within its own patience.
    this.#login = new Login(options.credentials, async (body) => {
      const answer = this.#checked("Login", loginAnswer, await this.#transport.send("Login", body));
      return answer.data.token;
    });
  }

  /** Now, by the server's clock, in milliseconds. */
  serverNow(): number {
    return this.#transport.serverNow();
  }

  async call<Name extends OperationName, Fields extends z.ZodType>(
    operation: Name,
    body: RequestBody<Name>,
    answer: Fields,
    options: CallOptions = {},
  ): Promise<z.output<Fields>> {
    return this.#retried(options, async () =>
      this.#checked(operation, answer, await this.#authorized(operation, body, options)),
    );
  }

  /** A rejected token is renewed and the request repeated, once for each request: an expired session is no failure. */
  async #authorized(operation: OperationName, body: unknown, { signal }: CallOptions): Promise<unknown> {
    const freshConnection = MUTATING.has(operation);
    const authorization = await this.#login.token();
    try {
      return await this.#transport.send(operation, body, { authorization, signal, freshConnection });
    } catch (error) {
      const rejected = error instanceof CredentialsError && error.facts.status === 401;
      if (!rejected || !this.#login.renewable) throw error;
      return this.#transport.send(operation, body, {
        authorization: await this.#login.renew(authorization),
        signal,
        freshConnection,
      });
    }
  }

  async #retried<T>({ signal, patienceMs = DEFAULT_PATIENCE_MS }: CallOptions, attempt: () => Promise<T>): Promise<T> {
    return withRetry(attempt, { clock: this.clock, signal, patienceMs });
  }

  #checked<Fields extends z.ZodType>(operation: OperationName, fields: Fields, answer: unknown): z.output<Fields> {
    const result = fields.safeParse(answer);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const field = issue?.path.join(".") || "the answer itself";
    throw new AnswerError(
      `${operation}: ${this.server} sent an answer of another shape than the API documents: ${field}: ${issue?.message}`,
      { operation, server: this.server, fate: "unknown", transient: true, status: 200 },
    );
  }
}
