import { certificateFailure } from "./certificateFailure";
import { AnswerError, type CloudTowerError, type FailureFacts, UnreachableError } from "./errors";

/** What is tried before a connection stands, so that no request can have arrived. */
const BEFORE_CONNECTION = new Set(["connect", "getaddrinfo"]);
/** The same where Node tried several addresses: it then names no system call. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** A request, and as much of its answer as had come before it failed. */
export type AnsweredRequest = Pick<FailureFacts, "operation" | "server" | "status" | "requestId">;

/**
 * Turns what node-fetch rejected with into one of our errors.
 * @param timeoutMs the limit that this request had
 */
export function networkFailure(error: unknown, request: AnsweredRequest, timeoutMs: number): CloudTowerError {
  const { code, syscall, name, type, message } = detailsOf(error);
  const what = `${request.operation}: ${request.server}`;
  const facts: FailureFacts = { ...request, fate: "unknown", transient: true };

  const answering = request.status !== undefined;
  if (type === "max-size") {
    return new AnswerError(`${what} answered ${request.status} with more than 64 MB`, { ...facts, transient: false });
  }
  const distrust = answering ? undefined : certificateFailure({ code, message }, request);
  if (distrust) return distrust;
  if (name === "TimeoutError" || name === "AbortError") {
    const where = answering ? `had not finished its answer (HTTP ${request.status})` : "did not answer";
    return new UnreachableError(`${what} ${where} within ${timeoutMs / 1000} s`, facts);
  }
  if (code.startsWith("HPE_")) {
    const advice = request.server.startsWith("http:") ? ". If it speaks TLS, set cloudtower:server to https://…" : "";
    return new AnswerError(`${what} does not answer in HTTP${advice} [${code}]`, facts);
  }
  if (answering) {
    return new UnreachableError(
      `${what} broke off the connection in the middle of its answer (HTTP ${request.status})${inBrackets(code)}`,
      facts,
    );
  }
  const neverArrived = syscall ? BEFORE_CONNECTION.has(syscall) : NOT_CONNECTED.has(code);
  return new UnreachableError(
    `${what} ${neverArrived ? "is not reachable" : "broke off the connection"}: ${code || message}`,
    { ...facts, fate: neverArrived ? "not-acted" : "unknown" },
  );
}

function inBrackets(code: string): string {
  return code ? ` [${code}]` : "";
}

function detailsOf(error: unknown): { code: string; syscall: string; name: string; type: string; message: string } {
  const from = (error instanceof Error ? error : {}) as Record<string, unknown>;
  const text = (key: string): string => (typeof from[key] === "string" ? from[key] : "");
  return {
    code: text("code"),
    // node-fetch renames it; what is thrown before node-fetch wraps it has Node's own name.
    syscall: text("erroredSysCall") || text("syscall"),
    name: text("name"),
    type: text("type"),
    message: text("message") || String(error),
  };
}
