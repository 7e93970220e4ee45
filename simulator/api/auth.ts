import type { Clock } from "../model/clock";
import type { Schemas } from "../model/entities";
import type { Ids } from "../model/ids";
import type { Quirks } from "../quirks";
import type { Caller, User } from "../users";

type Source = Schemas["UserSource"];

/** Authentication: users by password, and API tokens that do not expire. */
export class Auth {
  readonly #sessions = new Map<string, Caller & { since: number }>();

  constructor(
    /** The first one is root. */
    readonly users: readonly User[],
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly quirks: Quirks,
  ) {}

  get root(): User {
    return this.users[0] as User;
  }

  /** A new token, or null when the user or the password is wrong. */
  login(name: string, password: string, source: Source): string | null {
    const user = this.users.find((candidate) => candidate.name === name && candidate.password === password);
    if (!user) return null;
    const token = `sim.${this.ids.cuid()}`;
    this.#sessions.set(token, { user, source, since: this.clock.now() });
    return token;
  }

  /**
   * The user of this raw value of an Authorization header; undefined if it is invalid. ("Bearer " before the token makes it a
   * different token.)
   */
  callerOf(token: string | undefined): Caller | undefined {
    if (token === undefined) return undefined;
    const owner = this.users.find(({ tokens }) => tokens.includes(token));
    if (owner) return { user: owner, source: "LOCAL" };
    const session = this.#sessions.get(token);
    const { sessionTimeout } = this.quirks;
    const lasts =
      sessionTimeout === 0 || (session && this.clock.now() - session.since < this.clock.scaled(sessionTimeout));
    return lasts ? session : undefined;
  }

  /** Ends every session that began with a login; API tokens stay valid. */
  expireTokens(): void {
    this.#sessions.clear();
  }
}
