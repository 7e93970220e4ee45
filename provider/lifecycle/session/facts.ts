import { identify, isLater, type KnownSession } from "./identity";
import type { Receipt, Who } from "./receipt";
import type { SessionRecord } from "./record";

/**
 * What happened in a session. Pulumi's state may lack it, because an engine that is killed saves nothing.
 * - `submitted`: an enter call was sent, or is about to be.
 * - `exit submitted`: the same for an exit call.
 * - `exit ended`: the end of that exit was seen, and it was not a full success.
 * - `over`: destroy finished.
 * - `held`: the resource entered or adopted the session. Whoever held it before leaves it alone.
 */
export type FactKind = "submitted" | "exit submitted" | "exit ended" | "over" | "held";

export interface Fact {
  kind: FactKind;
  /** ISO 8601, by this machine's clock. */
  at: string;
  /** Project, stack and name of the resource. */
  owner: string;
  /** The session, as far as it was known at the time. */
  record: SessionRecord;
  /** Who ran the command, and the argument `reason`: for people. */
  by?: Who;
  reason?: string;
}

/** Which host the facts are about. */
export type HostKey = Pick<SessionRecord, "server" | "hostId">;

/** Stores the facts of one resource. */
export interface FactStore {
  readonly owner: string;
  /** The facts of this resource, and the `held` fact of whichever resource holds the session. */
  read(host: HostKey): Promise<Fact[]>;
  /** Replaces the facts of this resource. They are safe on disk when this resolves. */
  write(host: HostKey, facts: readonly Fact[]): Promise<void>;
  /** Rejects if facts could not be written. Writes nothing. */
  mustBeWritable(): Promise<void>;
  /** Saves what became of a session, for people to read. @returns where */
  keepReceipt(record: SessionRecord, receipt: Receipt): Promise<string | undefined>;
}

const EXITS: readonly FactKind[] = ["exit submitted", "exit ended"];

/**
 * The session to work with: the one in the state, or a later one that only the facts have. For a create, which has no
 * state, it is a submitted entry whose exit was not submitted.
 */
export function latest(inState: SessionRecord | undefined, facts: readonly Fact[]): SessionRecord | undefined {
  if (inState) {
    const records = facts.filter(({ kind }) => kind !== "held").map(({ record }) => record);
    return records.reduce((last, record) => (isLater(record, last) ? record : last), inState);
  }
  const submitted = facts.find(({ kind }) => kind === "submitted")?.record;
  return submitted && !exitOf(submitted, facts) ? submitted : undefined;
}

/** The exit of this session that was submitted and did not fully succeed, if any. */
export function exitOf(session: KnownSession, facts: readonly Fact[]): Fact | undefined {
  return facts.find(({ kind, record }) => EXITS.includes(kind) && isSame(record, session));
}

/** How this resource entered or adopted the session, if the facts still know. */
export function entryOf(session: KnownSession, facts: readonly Fact[], owner: string): Fact | undefined {
  const own = facts.filter((fact) => fact.owner === owner && isSame(fact.record, session));
  return own.find(({ kind }) => kind === "held") ?? own.find(({ kind }) => kind === "submitted");
}

/** Has our own destroy finished with this session? */
export function isOver(session: KnownSession, facts: readonly Fact[]): boolean {
  return facts.some(({ kind, record }) => kind === "over" && isSame(record, session));
}

/** Are the facts ahead of the state, with an exit of its session or a later entry? */
export function isAhead(inState: SessionRecord, facts: readonly Fact[]): boolean {
  // A session without any identification cannot be matched with its exit.
  if (inState.submittedAt === undefined && inState.enteredAt === undefined) return false;
  return facts.some(({ kind, record }) => {
    if (kind === "held") return false;
    return isLater(record, inState) || (kind !== "submitted" && isSame(record, inState));
  });
}

/** Which other resource holds this session, because it was the last to enter or adopt it. */
export function holderOf(session: KnownSession, facts: readonly Fact[], owner: string): string | undefined {
  const last = heldLast(facts);
  return last && last.owner !== owner && isSame(last.record, session) ? last.owner : undefined;
}

/** What the last resource that entered or adopted the session knows of it. */
export function heldLast(facts: readonly Fact[]): Fact | undefined {
  return facts.filter(({ kind }) => kind === "held").at(-1);
}

/** The event to record. */
export interface News {
  owner: string;
  /** ISO 8601. */
  at: string;
  record: SessionRecord;
  by?: Who;
  reason?: string;
}

/**
 * An entry is about to be sent, or more is known of one. Facts about earlier sessions are dropped. An exit of the same
 * session is kept while it may still be running.
 * @param exitMs how long an exit may take, in milliseconds
 */
export function withSubmitted(facts: readonly Fact[], news: News, exitMs: number): Fact[] {
  const mayGoOn = ({ kind, at, record }: Fact) =>
    kind === "exit submitted" && isSame(record, news.record) && Date.parse(news.at) - Date.parse(at) < exitMs;
  return [...facts.filter((fact) => fact.kind === "held" || mayGoOn(fact)), { kind: "submitted", ...news }];
}

/** An exit is about to be sent (`exit submitted`), or its end was seen (`exit ended`). */
export function withExit(facts: readonly Fact[], kind: "exit submitted" | "exit ended", news: News): Fact[] {
  return [...facts.filter((fact) => fact.kind === "held"), { kind, ...news }];
}

/** The resource has entered or adopted the session. */
export function withHeld(facts: readonly Fact[], news: News): Fact[] {
  return [...facts.filter(({ kind }) => kind !== "held"), { kind: "held", ...news }];
}

/** Destroy finished. */
export function withOver(facts: readonly Fact[], news: News): Fact[] {
  const others = facts.filter(({ kind, owner }) => kind === "held" && owner !== news.owner);
  return [...others, { kind: "over", ...news }];
}

/** The session is in the state by now, or never began: there is no entry left to continue. */
export function settled(facts: readonly Fact[], session: KnownSession): Fact[] {
  return facts.filter(({ kind, record }) => kind !== "submitted" || !isSame(record, session));
}

function isSame(one: KnownSession, other: KnownSession): boolean {
  return identify(one, other).is === "same";
}
