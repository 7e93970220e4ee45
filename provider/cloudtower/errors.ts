import { MUTATING, type OpenName, type OperationName } from "./operations";

/** Whether CloudTower may have acted on a failed request. A mutating call is repeated only after "not-acted". */
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
  /** The time that `Retry-After` asked for, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** Base class of all errors of requests to CloudTower. The message never contains a credential. */
export class CloudTowerError extends Error {
  readonly facts: FailureFacts;

  constructor(message: string, facts: FailureFacts) {
    super(facts.requestId ? `${message} (x-tower-request-id ${facts.requestId})` : message);
    this.name = new.target.name;
    // Reads, prechecks and logins change nothing, whatever happened to them.
    this.facts = { ...facts, fate: MUTATING.has(facts.operation) ? facts.fate : "not-acted" };
  }
}

/** No answer: refused, reset, unknown name, or too slow. */
export class UnreachableError extends CloudTowerError {}

/** The server's certificate was not accepted. The message says how to fix that. */
export class CertificateError extends CloudTowerError {}

/** An answer that does not match the contract: HTML, truncated, or with wrong fields. */
export class AnswerError extends CloudTowerError {}

/** The answer was a redirect. Redirects are never followed, because the credential would be sent along. */
export class RedirectError extends CloudTowerError {}

/** HTTP 307, which the standby node of a CloudTower answers to every call. The active node has another address. */
export class StandbyError extends RedirectError {}

/** CloudTower is older than 4.0 and does not support host maintenance. */
export class VersionError extends CloudTowerError {}

/** CloudTower did not accept the credentials, or they lack the right (login refused, 401, 403). */
export class CredentialsError extends CloudTowerError {}

/** CloudTower answered with an error of its own (any other status that is not 2xx). */
export class RefusedError extends CloudTowerError {
  /** CloudTower says that the object does not exist. */
  get isNotFound(): boolean {
    return this.facts.status === 404;
  }

  /** CloudTower says that the request cannot be done as things are, rather than that it may work later. */
  get isFinal(): boolean {
    return this.facts.status === 400 && !this.facts.transient;
  }
}

/** A task did not end within its time limit. It may still be running. */
export class TaskTimeoutError extends Error {
  constructor(
    readonly taskId: string,
    readonly lastSeen: string,
    /** CloudTower does not show the task, or no longer does, so it cannot be followed. */
    readonly isUnknown = false,
  ) {
    super(`task ${taskId} has not ended in time (${lastSeen})`);
    this.name = "TaskTimeoutError";
  }
}
