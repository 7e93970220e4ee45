import { identify, isLater, type KnownSession } from "./identity";
import type { SessionRecord } from "./record";

/**
 * What happened to a session of a resource, and may not be in its state: an engine that is killed saves nothing.
 * `submitted`: an enter call was sent, or is about to be. `exit submitted`: the same of an exit call. `exit ended`: that
 * exit's end was seen, and it was no full success. `over`: destroy came to its end. `held`: the resource entered or
 * adopted the session, and whoever had it before leaves it alone.
 */
export type FactKind = "submitted" | "exit submitted" | "exit ended" | "over" | "held";

export interface Fact {
  kind: FactKind;
  /** ISO 8601, by this machine's clock. */
  at: string;
  /** Project, stack and name of the resource. */
  owner: string;
  /** The session, as it was known then. */
  record: SessionRecord;
}

/** Which host the facts are about. */
export type HostKey = Pick<SessionRecord, "server" | "hostId">;

/** What became of one VM. */
export interface VmOutcome {
  vmUuid: string;
  vmName: string;
  outcome: "restored" | "left" | "failed";
  /** Why it was left or failed. */
  why?: string;
}

/** What an exit did for each VM. */
export interface Receipt {
  vms: VmOutcome[];
}

/** Keeps the facts of one resource. */
export interface FactStore {
  readonly owner: string;
  /** The facts of this resource, and who holds the host's session, whoever that is. */
  read(host: HostKey): Promise<Fact[]>;
  /** Replaces the facts of this resource; safe on disk when this resolves. */
  write(host: HostKey, facts: readonly Fact[]): Promise<void>;
  /** Keeps what an exit did for each VM, for people. */
  keepReceipt(record: SessionRecord, receipt: Receipt): Promise<string | undefined>;
}

const EXITS: readonly FactKind[] = ["exit submitted", "exit ended"];

/**
 * The session to go by: that of the state, or a later one that only the facts know. Without a state (a create): an entry
 * that was submitted, unless its exit was too.
 */
export function latest(inState: SessionRecord | undefined, facts: readonly Fact[]): SessionRecord | undefined {
  if (inState) {
    const records = facts.filter(({ kind }) => kind !== "held").map(({ record }) => record);
    return records.reduce((last, record) => (isLater(record, last) ? record : last), inState);
  }
  const submitted = facts.find(({ kind }) => kind === "submitted")?.record;
  return submitted && !exitOf(submitted, facts) ? submitted : undefined;
}

/** The exit of a session that was submitted and did not come to a good end, if there is one. */
export function exitOf(session: KnownSession, facts: readonly Fact[]): Fact | undefined {
  return facts.find(({ kind, record }) => EXITS.includes(kind) && isSame(record, session));
}

/** Has our own destroy ended this session to the end? */
export function isOver(session: KnownSession, facts: readonly Fact[]): boolean {
  return facts.some(({ kind, record }) => kind === "over" && isSame(record, session));
}

/** Do the facts know of more than the state: an exit of its session, or a later entry? */
export function isAhead(inState: SessionRecord, facts: readonly Fact[]): boolean {
  // A session that nothing tells from others cannot be told to have ended.
  if (inState.submittedAt === undefined && inState.enteredAt === undefined) return false;
  return facts.some(({ kind, record }) => {
    if (kind === "held") return false;
    return isLater(record, inState) || (kind !== "submitted" && isSame(record, inState));
  });
}

/** Which other resource holds the session that the host shows, because it entered or adopted it last. */
export function holderOf(session: KnownSession, facts: readonly Fact[], owner: string): string | undefined {
  const last = facts.filter(({ kind }) => kind === "held").at(-1);
  return last && last.owner !== owner && isSame(last.record, session) ? last.owner : undefined;
}

/** What happens now. */
export interface News {
  owner: string;
  /** ISO 8601. */
  at: string;
  record: SessionRecord;
}

/**
 * An entry is about to be sent, or more is known of it now. Facts about earlier sessions are dropped. An exit of the same session
 * stays while it may be under way.
 * @param exitMs how long an exit may take, in milliseconds
 */
export function withSubmitted(facts: readonly Fact[], news: News, exitMs: number): Fact[] {
  const mayGoOn = ({ kind, at, record }: Fact) =>
    kind === "exit submitted" && isSame(record, news.record) && Date.parse(news.at) - Date.parse(at) < exitMs;
  return [...facts.filter((fact) => fact.kind === "held" || mayGoOn(fact)), { kind: "submitted", ...news }];
}

/** An exit is about to be sent (`exit submitted`), or its end was seen. */
export function withExit(facts: readonly Fact[], kind: "exit submitted" | "exit ended", news: News): Fact[] {
  return [...facts.filter((fact) => fact.kind === "held"), { kind, ...news }];
}

/** The resource has entered or adopted the session. */
export function withHeld(facts: readonly Fact[], news: News): Fact[] {
  return [...facts.filter(({ kind }) => kind !== "held"), { kind: "held", ...news }];
}

/** Destroy came to its end. */
export function withOver(facts: readonly Fact[], news: News): Fact[] {
  const others = facts.filter(({ kind, owner }) => kind === "held" && owner !== news.owner);
  return [...others, { kind: "over", ...news }];
}

/** The session is in the state now, or never came to be: nothing to go on with. */
export function settled(facts: readonly Fact[], session: KnownSession): Fact[] {
  return facts.filter(({ kind, record }) => kind !== "submitted" || !isSame(record, session));
}

/** Owners are named by project, stack and name. */
export function stackOf(owner: string): string {
  return owner.split("/").slice(0, 2).join("/");
}

function isSame(one: KnownSession, other: KnownSession): boolean {
  return identify(one, other).is === "same";
}
