import type { Clock } from "../clock";
import { CloudTowerError, type FailureFacts, StandbyError, UnreachableError } from "./errors";
import type { OpenName, OperationName } from "./operations";
import { unlessAborted } from "./retry";

/** Asks an address for its health; resolves with the HTTP status. */
export type AskHealth = (server: string, signal: AbortSignal) => Promise<number>;

const ACTIVE = 200;
const STANDBY = 307;

/** What an address answered: an HTTP status, or why it did not answer. */
interface Seen {
  server: string;
  status?: number;
  error?: unknown;
}

/** After a look that found no active address, the next one waits for so long: a thousand reads wait for the same. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The addresses of one CloudTower, of which one is active and the others are standbys. It moves from one to another in a
 * failover, which takes up to five minutes in which none answers. A single address is used as it is.
 */
export class Servers {
  /** Origins, at least one. */
  readonly all: readonly string[];
  readonly #clock: Clock;
  readonly #askHealth: AskHealth;
  readonly #notice: (line: string) => void;
  #active: string | undefined;
  /** The one that was active last; undefined before the first. */
  #last: string | undefined;
  #looking: Promise<string | undefined> | undefined;
  /** What the last look found, while none was active, and when. */
  #outage: { seen: readonly Seen[]; since: number; at: number } | undefined;

  /** @param notice hears when no address is active, and which one is again */
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
   * @throws UnreachableError when none is active; another CloudTowerError when that will not change by itself
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

  /** What a request failed with, as an error to throw: where another address may answer, we look again. */
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
    // The first to say that it is: one that is down may take the whole of its time to say nothing.
    const active = await Promise.any(looks.map(isActive)).catch(() => undefined);
    const seen = active ? [active] : await Promise.all(looks);
    enough.abort();
    // Any other answer than a standby's is one: a CloudTower without a standby may not know the question.
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

/** A certificate that is not trusted will not be a moment later. */
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
