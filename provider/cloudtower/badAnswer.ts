import { AnswerError, type CloudTowerError, CredentialsError, type FailureFacts, RefusedError } from "./errors";
import type { Response } from "./fetch";
import type { OperationName } from "./operations";

interface ReceivedAnswer {
  operation: OperationName;
  server: string;
  response: Response;
  text: string;
}

/** A 2xx answer whose body is not JSON: a proxy's page, or a body cut short. */
export function unreadable(answer: ReceivedAnswer): AnswerError {
  const { operation, server, response, text } = answer;
  return new AnswerError(
    `${operation}: ${server} answered ${response.status} with ${contentType(response)} that is not complete JSON: ${firstLine(text)}`,
    { ...factsOf(answer), fate: "unknown", transient: true },
  );
}

/** An answer whose status is not 2xx. `now` serves a `Retry-After` that is a date. */
export function refusal(answer: ReceivedAnswer, now: number): CloudTowerError {
  const { operation, server, response, text } = answer;
  const { status } = response;
  const body = errorBody(text);
  const facts: FailureFacts = {
    ...factsOf(answer),
    // From 500 on the request may have been passed on and done before something broke.
    fate: status >= 500 ? "unknown" : "not-acted",
    transient: status >= 500 || status === 429 || body?.code === "ResourceLocked",
    said: body?.message,
    retryAfterMs: retryAfter(response.headers.get("retry-after"), now),
  };
  const said = body ? `"${body.message}"` : `${contentType(response)}: ${firstLine(text)}`;
  if (status === 401 || status === 403) {
    const why =
      status === 401 ? "does not accept the credentials" : "does not allow this to the user of these credentials";
    return new CredentialsError(`${operation}: ${server} ${why} (HTTP ${status}, ${said})`, facts);
  }
  return new RefusedError(`${operation}: ${server} answered HTTP ${status}, ${said}`, facts);
}

function factsOf({ operation, server, response }: ReceivedAnswer) {
  return {
    operation,
    server,
    status: response.status,
    requestId: response.headers.get("x-tower-request-id") ?? undefined,
  };
}

function errorBody(text: string): { message: string; code?: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (body && typeof body === "object" && "message" in body && typeof body.message === "string") {
      return { message: oneLine(body.message), code: "code" in body ? body.code : undefined };
    }
  } catch {
    // Not JSON: the caller quotes the first line instead.
  }
  return undefined;
}

function retryAfter(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function contentType(response: Response): string {
  return response.headers.get("content-type") ?? "no content type";
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/).find((candidate) => candidate.trim() !== "");
  return line === undefined ? "an empty body" : JSON.stringify(oneLine(line.trim()).slice(0, 120));
}

/** What came over the wire must not steer a terminal: control characters become spaces. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
