import { identify, isLater, type KnownSession } from "./identity";
import type { SessionRecord } from "./record";

/**
 * What happened to a session of a resource. It may not be in the state, because a killed engine saves nothing.
 * `submitted`: an enter call was sent, or is about to be. `exit submitted`: the same for an exit call. `exit ended`: the exit's
 * end was seen, and it was not a complete success. `over`: destroy finished. `held`: the resource entered or adopted the session,
 * and its previous owner leaves it alone.
 */
export type FactKind = "submitted" | "exit submitted" | "exit ended" | "over" | "held";

export interface Fact {
  kind: FactKind;
  /** ISO 8601, by this machine's clock. */
  at: string;
  /** Project, stack and name of the resource. */
  owner: string;
  /** The session, as it was known at that time. */
  record: SessionRecord;
}

/** The host that facts are about. */
export type HostKey = Pick<SessionRecord, "server" | "hostId">;

/** What happened to one VM. */
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

/** Stores the facts of one resource. */
export interface FactStore {
  readonly owner: string;
  /** The facts of this resource, and the `held` fact of the host, of whatever resource. */
  read(host: HostKey): Promise<Fact[]>;
  /** Replaces the facts of this resource. They are safe on disk when this resolves. */
  write(host: HostKey, facts: readonly Fact[]): Promise<void>;
  /** Stores what an exit did for each VM, for people to read. */
  keepReceipt(record: SessionRecord, receipt: Receipt): Promise<string | undefined>;
}

const EXITS: readonly FactKind[] = ["exit submitted", "exit ended"];

/**
 * The current session: that of the state, or a later one that only the facts have. Without a state (a create), an entry that was
 * submitted, unless its exit was too.
 */
export function latest(inState: SessionRecord | undefined, facts: readonly Fact[]): SessionRecord | undefined {
  if (inState) {
    const records = facts.filter(({ kind }) => kind !== "held").map(({ record }) => record);
    return records.reduce((last, record) => (isLater(record, last) ? record : last), inState);
  }
  const submitted = facts.find(({ kind }) => kind === "submitted")?.record;
  return submitted && !exitOf(submitted, facts) ? submitted : undefined;
}

/** The submitted exit of a session that is not known to have succeeded, if there is one. */
export function exitOf(session: KnownSession, facts: readonly Fact[]): Fact | undefined {
  return facts.find(({ kind, record }) => EXITS.includes(kind) && isSame(record, session));
}

/** Has our own destroy finished this session? */
export function isOver(session: KnownSession, facts: readonly Fact[]): boolean {
  return facts.some(({ kind, record }) => kind === "over" && isSame(record, session));
}

/** Do the facts know more than the state: an exit of its session, or a later entry? */
export function isAhead(inState: SessionRecord, facts: readonly Fact[]): boolean {
  // A session without any time cannot be compared with others.
  if (inState.submittedAt === undefined && inState.enteredAt === undefined) return false;
  return facts.some(({ kind, record }) => {
    if (kind === "held") return false;
    return isLater(record, inState) || (kind !== "submitted" && isSame(record, inState));
  });
}

/** The other resource that entered or adopted the host's session last, if any. */
export function holderOf(session: KnownSession, facts: readonly Fact[], owner: string): string | undefined {
  const last = facts.filter(({ kind }) => kind === "held").at(-1);
  return last && last.owner !== owner && isSame(last.record, session) ? last.owner : undefined;
}

/** A fact without its kind: what happens now. */
export interface News {
  owner: string;
  /** ISO 8601. */
  at: string;
  record: SessionRecord;
}

/**
 * An entry is about to be sent, or more is known of it now. Facts about earlier sessions are dropped. An exit of the same session is
 * kept while it may be running.
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

/** Destroy has finished. */
export function withOver(facts: readonly Fact[], news: News): Fact[] {
  const others = facts.filter(({ kind, owner }) => kind === "held" && owner !== news.owner);
  return [...others, { kind: "over", ...news }];
}

/** The session is in the state now, or never existed: there is nothing to continue. */
export function settled(facts: readonly Fact[], session: KnownSession): Fact[] {
  return facts.filter(({ kind, record }) => kind !== "submitted" || !isSame(record, session));
}

/** The project and stack of an owner, which is named by project, stack and name. */
export function stackOf(owner: string): string {
  return owner.split("/").slice(0, 2).join("/");
}

function isSame(one: KnownSession, other: KnownSession): boolean {
  return identify(one, other).is === "same";
}
