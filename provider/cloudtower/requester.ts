import type * as z from "zod";
import type { Clock } from "../clock";
import { loginAnswer } from "./answers";
import { otherShape } from "./badAnswer";
import { CredentialsError, RefusedError } from "./errors";
import { MUTATING, type OperationName, type RequestBody } from "./operations";
import { quote } from "./quote";
import { unlessAborted, withRetry } from "./retry";
import { type Answer, type SendOptions, Transport, type TransportOptions } from "./transport";

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

/** How to prove who we are: a token or API key, or a user's name and password. */
export type Credentials = { token: string } | { username: string; password: string; source: UserSource };

/** Where CloudTower knows the user from. */
export type UserSource = NonNullable<RequestBody<"Login">["source"]>;

/** One login for all requests of a client, renewed at most once for each token that CloudTower stops accepting. */
export class Login {
  #token: Promise<string> | undefined;
  #given: string[] = [];

  // Private at run time too: whoever prints this object must not print a password.
  readonly #credentials: Credentials;
  readonly #send: (body: RequestBody<"Login">) => Promise<string>;

  constructor(credentials: Credentials, send: (body: RequestBody<"Login">) => Promise<string>) {
    this.#credentials = credentials;
    this.#send = send;
  }

  /** What must never be told: the credentials, and the tokens that CloudTower gave for them; older ones serve no more. */
  get secrets(): string[] {
    const credentials = this.#credentials;
    return ["token" in credentials ? credentials.token : credentials.password, ...this.#given];
  }

  /** Can a rejected token be replaced? */
  get renewable(): boolean {
    return "username" in this.#credentials;
  }

  async token(): Promise<string> {
    this.#token ??= this.#logIn().catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  /** A token other than `rejected`; requests that were rejected together share one login. */
  async renew(rejected: string): Promise<string> {
    const current = this.#token;
    // Only the first of them drops it: by the time the others look, a new login is under way.
    if (current && (await current) === rejected && this.#token === current) this.#token = undefined;
    return this.token();
  }

  async #logIn(): Promise<string> {
    const credentials = this.#credentials;
    if ("token" in credentials) return credentials.token;
    try {
      const token = await this.#send({
        username: credentials.username,
        password: credentials.password,
        source: credentials.source,
      });
      // A request with the one before may still be under way.
      this.#given = [token, ...this.#given].slice(0, 2);
      return token;
    } catch (error) {
      // Wrong credentials come as 400 or 404 with a message.
      const refused = error instanceof RefusedError && !error.facts.transient;
      if (refused || error instanceof CredentialsError) throw notAccepted(error, credentials);
      throw error;
    }
  }
}

function notAccepted(
  error: RefusedError | CredentialsError,
  { username, source }: { username: string; source: UserSource },
): CredentialsError {
  const { server, status, said } = error.facts;
  const words = said ? `: "${said}"` : "";
  return new CredentialsError(
    `Login: ${server} did not let user "${username}" (source ${source}) in${words} (HTTP ${status}). Check cloudtower:username, cloudtower:password and cloudtower:source (CLOUDTOWER_USER, CLOUDTOWER_PASSWORD, CLOUDTOWER_USER_SOURCE)`,
    error.facts,
  );
}
