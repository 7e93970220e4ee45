import type { FaultKind } from "./api/faults/schema";

/** One request under /v2/api. */
export interface RequestRecord {
  /** ms since the epoch, by the simulator's clock. */
  at: number;
  /** operationId, or the path when no operation has it. */
  operation: string;
  path: string;
  method: string;
  /** Of the answer; 0 until there is one, and when the connection was destroyed. */
  status: number;
  /** As received; a password is replaced by "***". */
  body: unknown;
  /** x-tower-request-id of the answer. */
  requestId: string;
  /** The token was valid (a login needs none: true). */
  authorized: boolean;
  /** 1 if the standby's node received it; absent for the first node. */
  node?: number;
  /** The fault that it met; absent when it met none. */
  fault?: FaultKind;
}

/** A mutating call that was accepted (the precheck changes nothing, but starts a task, and counts). */
export interface MutationRecord {
  at: number;
  operation: string;
  hostId?: string;
  body: unknown;
  /** null: done at once. */
  taskId: string | null;
}

/** A request or an answer that the contract does not allow. */
interface Violation {
  kind: "request" | "response";
  operation: string;
  message: string;
}

/**
 * Called for each request before it is acted on ("request"), and again before its answer is sent ("answer"). Both wait until this
 * resolves. If the client has gone by then, the request is not acted on, or the answer is lost.
 */
export type Gate = (at: "request" | "answer", operation: string) => Promise<void> | undefined;

/** What happened, in order. */
export interface Journal {
  requests: RequestRecord[];
  mutations: MutationRecord[];
  violations: Violation[];
}
