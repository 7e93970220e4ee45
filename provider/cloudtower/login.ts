import { quoted, said as saidBy } from "../text/foreign";
import { CredentialsError, RefusedError } from "./errors";
import type { RequestBody } from "./operations";

/** A token or API key, or a user name and password. */
export type Credentials = { token: string } | User;

interface User {
  username: string;
  password: string;
  source: UserSource;
  /** The id of the directory that knows the user, with source AUTHN. */
  authConfigId?: string | undefined;
}

/** Where CloudTower knows the user from. */
export type UserSource = NonNullable<RequestBody<"Login">["source"]>;

/** One login for all requests of a client. It is renewed at most once for each token that CloudTower rejects. */
export class Login {
  #token: Promise<string> | undefined;
  #given: string[] = [];

  // Private at run time too, so that printing this object cannot print a password.
  readonly #credentials: Credentials;
  readonly #send: (body: RequestBody<"Login">) => Promise<string>;

  constructor(credentials: Credentials, send: (body: RequestBody<"Login">) => Promise<string>) {
    this.#credentials = credentials;
    this.#send = send;
  }

  /** Secrets that must never be printed: the credentials, and the tokens that CloudTower issued for them (older ones are invalid). */
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

  /** A token other than `rejected`. Requests that were rejected at the same time share one login. */
  async renew(rejected: string): Promise<string> {
    const current = this.#token;
    // Only the first one drops it. When the others come, a new login is under way.
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
        ...(credentials.authConfigId === undefined ? {} : { auth_config_id: credentials.authConfigId }),
      });
      // A request with the previous token may still be under way.
      this.#given = [token, ...this.#given].slice(0, 2);
      return token;
    } catch (error) {
      // CloudTower answers wrong credentials with 400 or 404 and a message.
      const refused = error instanceof RefusedError && !error.facts.transient;
      if (refused || error instanceof CredentialsError) throw notAccepted(error, credentials);
      throw error;
    }
  }
}

const LDAP_ADVICE =
  ". For users of a directory, current CloudTowers want source AUTHN and cloudtower:authConfigId (CLOUDTOWER_AUTH_CONFIG_ID), the directory's id, which an administrator sees in CloudTower; a token or an API key (cloudtower:token) needs neither";

function notAccepted(
  error: RefusedError | CredentialsError,
  { username, source, authConfigId }: User,
): CredentialsError {
  const { server, status, said } = error.facts;
  const words = said ? `: ${saidBy(said)}` : "";
  const directory = authConfigId === undefined ? "" : `, directory ${authConfigId}`;
  const id = authConfigId === undefined ? "" : ", and cloudtower:authConfigId (CLOUDTOWER_AUTH_CONFIG_ID)";
  return new CredentialsError(
    `Login: ${server} did not let user ${quoted(username)} (source ${source}${directory}) in${words} (HTTP ${status}). Check cloudtower:username, cloudtower:password and cloudtower:source (CLOUDTOWER_USER, CLOUDTOWER_PASSWORD, CLOUDTOWER_USER_SOURCE)${id}${source === "LDAP" ? LDAP_ADVICE : ""}`,
    error.facts,
  );
}
