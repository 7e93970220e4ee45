import { MUTATING, type OpenName, type OperationName } from "./operations";

/** Whether CloudTower may have acted on a request that failed. A mutating call is repeated only after "not-acted". */
type Fate = "not-acted" | "unknown";

/** The facts of a failed request, for messages and decisions. */
export interface FailureFacts {
  operation: OperationName | OpenName;
  /** The origin that was asked, for example `https://tower.example.com`. */
  server: string;
  fate: Fate;
  /** May the same request succeed a little later? */
  transient: boolean;
  /** HTTP status, if there was an answer. */
  status?: number | undefined;
  /** CloudTower's `x-tower-request-id`, if there was one. */
  requestId?: string | undefined;
  /** CloudTower's own words, if it said any. */
  said?: string | undefined;
  /** What `Retry-After` asked for, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** Base of everything that can go wrong between us and CloudTower. Its message never holds a credential. */
export class CloudTowerError extends Error {
  readonly facts: FailureFacts;

  constructor(message: string, facts: FailureFacts) {
    super(facts.requestId ? `${message} (x-tower-request-id ${facts.requestId})` : message);
    this.name = new.target.name;
    // Reads, checks and logins act on nothing, whatever became of them.
    this.facts = { ...facts, fate: MUTATING.has(facts.operation) ? facts.fate : "not-acted" };
  }
}

/** No answer: refused, reset, unknown name, or too slow. */
export class UnreachableError extends CloudTowerError {}

/** The server's certificate was not accepted; the message holds the remedy. */
export class CertificateError extends CloudTowerError {}

/** An answer that is not what the contract promises: HTML, truncated, or fields of another shape. */
export class AnswerError extends CloudTowerError {}

/** The answer was a redirect, which is never followed: the credential would travel with it. */
export class RedirectError extends CloudTowerError {}

/** HTTP 307: what the standby of a CloudTower answers to every call; the active node has another address. */
export class StandbyError extends RedirectError {}

/** CloudTower does not know host maintenance: it is older than 4.0. */
export class VersionError extends CloudTowerError {}

/** CloudTower did not accept the credentials, or they may not do this (login refused, 401, 403). */
export class CredentialsError extends CloudTowerError {}

/** CloudTower answered with an error of its own (any other status that is not 2xx). */
export class RefusedError extends CloudTowerError {
  /** It says that there is no such thing. */
  get isNotFound(): boolean {
    return this.facts.status === 404;
  }

  /** It says that what was asked cannot be done, now or ever: not that it may be later. */
  get isFinal(): boolean {
    return this.facts.status === 400 && !this.facts.transient;
  }
}

/** A task did not reach its end in the time that it was given. It may still be running. */
export class TaskTimeoutError extends Error {
  constructor(
    readonly taskId: string,
    readonly lastSeen: string,
    /** CloudTower does not show the task (any more), so that it cannot be waited for. */
    readonly isUnknown = false,
  ) {
    super(`task ${taskId} has not ended in time (${lastSeen})`);
    this.name = "TaskTimeoutError";
  }
}
