import type * as z from "zod";
import type { Clock } from "../clock";
import { loginAnswer } from "./answers";
import { otherShape } from "./badAnswer";
import { CredentialsError } from "./errors";
import { type Credentials, Login } from "./login";
import { MUTATING, type OperationName, type RequestBody } from "./operations";
import { quote } from "./quote";
import { withRetry } from "./retry";
import { type Answer, type SendOptions, Transport, type TransportOptions } from "./transport";
import { unlessAborted } from "./unlessAborted";

/** How a call may wait. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** How long transient failures are met with another try, in milliseconds. Default: 15,000. */
  patienceMs?: number | undefined;
}

export interface RequesterOptions extends TransportOptions {
  credentials: Credentials;
}

export const DEFAULT_PATIENCE_MS = 15_000;

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
      const answer = await this.#transport.send("Login", body, { secrets: [body.password] });
      return checked(loginAnswer, answer).data.token;
    });
  }

  /** Now, by the server's clock, in milliseconds. */
  serverNow(): number {
    return this.#transport.serverNow();
  }

  /** Words of CloudTower's, fit for a person to see: in one line, and without our credentials. */
  readonly quoted = (words: string): string => quote(words, this.#login.secrets);

  async call<Name extends OperationName, Fields extends z.ZodType>(
    operation: Name,
    body: RequestBody<Name>,
    answer: Fields,
    options: CallOptions = {},
  ): Promise<z.output<Fields>> {
    const { signal, patienceMs = DEFAULT_PATIENCE_MS } = options;
    return withRetry(async () => checked(answer, await this.#authorized(operation, body, signal)), {
      clock: this.clock,
      signal,
      patienceMs,
    });
  }

  /** A rejected token is renewed and the request repeated, once for each request: an expired session is no failure. */
  async #authorized(operation: OperationName, body: unknown, signal: AbortSignal | undefined): Promise<Answer> {
    const how: SendOptions = { signal, freshConnection: MUTATING.has(operation) };
    const authorization = await unlessAborted(this.#login.token(), signal);
    try {
      return await this.#transport.send(operation, body, { ...how, authorization, secrets: this.#login.secrets });
    } catch (error) {
      const rejected = error instanceof CredentialsError && error.facts.status === 401;
      if (!rejected || !this.#login.renewable) throw error;
      const renewed = await unlessAborted(this.#login.renew(authorization), signal);
      return this.#transport.send(operation, body, { ...how, authorization: renewed, secrets: this.#login.secrets });
    }
  }
}

function checked<Fields extends z.ZodType>(fields: Fields, { json, received }: Answer): z.output<Fields> {
  const result = fields.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw otherShape(received, issue?.path.join(".") || "the answer itself", issue?.message ?? "not as expected");
}
