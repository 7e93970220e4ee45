import type { Clock } from "../clock";
import { CloudTowerError, type FailureFacts, StandbyError, UnreachableError } from "./errors";
import type { OpenName, OperationName } from "./operations";
import { unlessAborted } from "./retry";

/** Asks an address for its health. Resolves with the HTTP status. */
export type AskHealth = (server: string, signal: AbortSignal) => Promise<number>;

const ACTIVE = 200;
const STANDBY = 307;

/** The answer of an address: an HTTP status, or why there was none. */
interface Seen {
  server: string;
  status?: number;
  error?: unknown;
}

/** The pause after a search that found no active address. A thousand reads share one search. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The addresses of one CloudTower. One is active and the others are standbys. In a failover, another one becomes active; for up
 * to five minutes none answers. A single address is used without checking.
 */
export class Servers {
  /** Origins, at least one. */
  readonly all: readonly string[];
  readonly #clock: Clock;
  readonly #askHealth: AskHealth;
  readonly #notice: (line: string) => void;
  #active: string | undefined;
  /** The address that was active last; undefined before the first search. */
  #last: string | undefined;
  #looking: Promise<string | undefined> | undefined;
  /** The result and time of the last search, while none is active. */
  #outage: { seen: readonly Seen[]; since: number; at: number } | undefined;

  /** @param notice receives a line when no address is active, and when one is active again */
  constructor(all: readonly string[], clock: Clock, askHealth: AskHealth, notice: (line: string) => void) {
    this.all = all;
    this.#clock = clock;
    this.#askHealth = askHealth;
    this.#notice = notice;
  }

  get areSeveral(): boolean {
    return this.all.length > 1;
  }

  /**
   * The address to send `operation` to.
   * @throws UnreachableError if none is active; another CloudTowerError if waiting cannot help
   */
  async active(operation: OperationName | OpenName, signal?: AbortSignal): Promise<string> {
    const [only] = this.all;
    if (only !== undefined && !this.areSeveral) return only;
    if (this.#active !== undefined) return this.#active;
    if (!this.#outage || this.#clock.now() >= this.#outage.at + LOOK_AGAIN_MS) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      const found = await unlessAborted(this.#looking, signal);
      if (found !== undefined) return found;
    }
    throw this.#noneActive(operation);
  }

  /** The error to throw for a failed request. If another address may answer, the active one is searched for again. */
  judge(error: unknown): unknown {
    if (!this.areSeveral || !(error instanceof CloudTowerError)) return error;
    const { facts } = error;
    const isDown = error instanceof UnreachableError || (facts.status ?? 0) >= 502;
    if (!isDown && !(error instanceof StandbyError)) return error;
    if (this.#active === facts.server) this.#active = undefined;
    if (isDown) return error;
    const message = `${facts.operation}: ${facts.server} answers as a standby (HTTP ${facts.status})`;
    return new UnreachableError(message, { ...facts, transient: true });
  }

  async #look(): Promise<string | undefined> {
    const enough = new AbortController();
    const looks = this.all.map((server) => this.#seen(server, enough.signal));
    const isActive = async (look: Promise<Seen>) => {
      const seen = await look;
      if (seen.status !== ACTIVE) throw seen;
      return seen;
    };
    // The first that says so. An address that is down may use up its whole time limit.
    const active = await Promise.any(looks.map(isActive)).catch(() => undefined);
    const seen = active ? [active] : await Promise.all(looks);
    enough.abort();
    // Any answer except a standby's counts as active: a CloudTower without a standby may not know this request.
    const found = active ?? seen.find(({ status = 500 }) => status < 500 && status !== STANDBY);
    if (found) this.#found(found.server);
    else this.#foundNone(seen);
    return found?.server;
  }

  async #seen(server: string, signal: AbortSignal): Promise<Seen> {
    try {
      return { server, status: await this.#askHealth(server, signal) };
    } catch (error) {
      return { server, error };
    }
  }

  #found(server: string): void {
    const { since } = this.#outage ?? {};
    const after = since === undefined ? "" : `, after ${Math.round((this.#clock.now() - since) / 1000)} s`;
    const isOther = this.#last !== undefined && this.#last !== server;
    if (since !== undefined || isOther) this.#notice(`CloudTower answers at ${server}${after}`);
    this.#outage = undefined;
    this.#active = server;
    this.#last = server;
  }

  #foundNone(seen: readonly Seen[]): void {
    const now = this.#clock.now();
    const isNew = this.#outage === undefined;
    this.#outage = { seen, since: this.#outage?.since ?? now, at: now };
    if (isNew && seen.some(mayChange)) {
      this.#notice(
        `CloudTower does not answer: ${describe(seen)}. Waiting for it: a failover takes up to five minutes`,
      );
    }
  }

  #noneActive(operation: OperationName | OpenName): unknown {
    const { seen = [] } = this.#outage ?? {};
    if (!seen.some(mayChange)) return seen[0]?.error;
    const facts: FailureFacts = { operation, server: this.all.join(", "), fate: "not-acted", transient: true };
    return new UnreachableError(`${operation}: CloudTower does not answer: ${describe(seen)}`, facts);
  }
}

/** A certificate that is not trusted now will not be trusted a moment later. */
function mayChange({ error }: Seen): boolean {
  return !(error instanceof CloudTowerError) || error.facts.transient;
}

function describe(seen: readonly Seen[]): string {
  return seen
    .map(({ server, status, error }) => {
      if (status === undefined)
        return error instanceof Error ? error.message.replace(/^Healthz: /, "") : `${server}: ${error}`;
      return `${server} answers ${status === STANDBY ? "as a standby" : "that it is not ready"} (HTTP ${status})`;
    })
    .join("; ");
}
