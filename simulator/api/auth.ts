import type { Clock } from "../model/clock";
import type { Ids } from "../model/ids";
import type { Quirks } from "../quirks";

/** Who may come in: one user by password, and lasting API tokens. */
export class Auth {
  /** Token to its login time (ms). */
  readonly #sessions = new Map<string, number>();

  constructor(
    private readonly username: string,
    private readonly password: string,
    private readonly apiTokens: readonly string[],
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly quirks: Quirks,
  ) {}

  /** A new token, or null when the user or the password is wrong. */
  login(username: string, password: string): string | null {
    if (username !== this.username || password !== this.password) return null;
    const token = `sim.${this.ids.cuid()}`;
    this.#sessions.set(token, this.clock.now());
    return token;
  }

  /** Is this the raw value of a valid Authorization header? (A "Bearer " before the token makes it another token.) */
  accepts(token: string | undefined): boolean {
    if (token === undefined) return false;
    if (this.apiTokens.includes(token)) return true;
    const since = this.#sessions.get(token);
    if (since === undefined) return false;
    const { sessionTimeout } = this.quirks;
    return sessionTimeout === 0 || this.clock.now() - since < this.clock.scaled(sessionTimeout);
  }

  /** Ends every session that began with a login; API tokens stay valid. */
  expireTokens(): void {
    this.#sessions.clear();
  }
}
