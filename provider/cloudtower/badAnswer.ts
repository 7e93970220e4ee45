import { said as saidBy } from "../text/foreign";
import {
  AnswerError,
  type CloudTowerError,
  CredentialsError,
  type FailureFacts,
  RedirectError,
  RefusedError,
  StandbyError,
} from "./errors";
import type { OpenName, OperationName } from "./operations";
import { quote, quoteFirstLine } from "./quote";

/** An answer as it came over the wire. */
export interface ReceivedAnswer {
  operation: OperationName | OpenName;
  server: string;
  status: number;
  header: (name: string) => string | null;
  /** Undefined for a failed answer whose body was cut off. */
  text: string | undefined;
  /** Secrets that must not be quoted if the server echoes them. */
  secrets: readonly string[];
}

/** A 2xx answer whose body is not JSON: a proxy's page, or a body cut short. */
export function unreadable(answer: ReceivedAnswer): AnswerError {
  return new AnswerError(
    `${answer.operation}: ${answer.server} answered ${answer.status} with ${contentType(answer)} that is not complete JSON: ${body(answer)}`,
    { ...factsOf(answer), fate: "unknown", transient: true },
  );
}

/** A 2xx answer in JSON that does not match the contract at `field`. */
export function otherShape(answer: ReceivedAnswer, field: string, why: string): AnswerError {
  return new AnswerError(
    `${answer.operation}: ${answer.server} answered ${answer.status} with ${contentType(answer)} that does not match the documented API: ${field}: ${why}: ${body(answer)}`,
    { ...factsOf(answer), fate: "unknown", transient: true },
  );
}

/** A 3xx answer. The address is quoted without its path, which may contain secrets. */
export function redirected(answer: ReceivedAnswer): RedirectError {
  const { operation, server } = answer;
  const to = originOf(answer.header("location"), server);
  const advice =
    to === server
      ? "That is not a CloudTower API: check cloudtower:server (CLOUDTOWER_SERVER)"
      : "If that is your CloudTower, set cloudtower:server (CLOUDTOWER_SERVER) to it";
  const target = to === server ? "another path of its own" : quote(to ?? "another address", answer.secrets);
  const what = `${operation}: ${server} redirects to ${target} (HTTP ${answer.status}), and redirects are not followed because the credential would be sent along.`;
  const facts: FailureFacts = { ...factsOf(answer), fate: "not-acted", transient: false };
  if (answer.status !== 307 || isToTls(server, to)) return new RedirectError(`${what} ${advice}`, facts);
  const standby =
    "This CloudTower answers as a standby: cloudtower:server (CLOUDTOWER_SERVER) may list all addresses of one CloudTower, with commas between them";
  return new StandbyError(`${what} ${to === server ? standby : `${standby}. ${advice}`}`, facts);
}

/** From http:// to https:// of the same name, which is unrelated to standbys. */
function isToTls(server: string, to: string | undefined): boolean {
  return to?.startsWith("https:") === true && server.startsWith("http:") && hostOf(to) === hostOf(server);
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}

/** An answer whose status is not 2xx. `serverNow` is for a `Retry-After` that is a date, by the server's clock. */
export function refusal(answer: ReceivedAnswer, serverNow: number): CloudTowerError {
  const { operation, server, status } = answer;
  const error = errorBody(answer);
  const facts: FailureFacts = {
    ...factsOf(answer),
    fate: isSurelyNotActed(status, error !== undefined) ? "not-acted" : "unknown",
    transient: status >= 500 || status === 429 || status === 408 || error?.code === "ResourceLocked",
    said: error?.message,
    retryAfterMs: retryAfter(answer.header("retry-after"), serverNow),
  };
  const said = error ? saidBy(error.message) : `${contentType(answer)}: ${body(answer)}`;
  if (status === 401 || status === 403) {
    const why =
      status === 401 ? "does not accept the credentials" : "does not permit this for the user of these credentials";
    return new CredentialsError(`${operation}: ${server} ${why} (HTTP ${status}, ${said})`, facts);
  }
  return new RefusedError(`${operation}: ${server} answered HTTP ${status}, ${said}`, facts);
}

/**
 * With 408 or a status from 500 on, the request may have been executed before something broke. So it may if the body is not
 * CloudTower's own, unless the status is about credentials or rate limits.
 */
function isSurelyNotActed(status: number, isCloudTowers: boolean): boolean {
  return [401, 403, 429].includes(status) || (status < 500 && status !== 408 && isCloudTowers);
}

/** CloudTower's id of the request, for messages. */
export function requestIdOf({ header, secrets }: Pick<ReceivedAnswer, "header" | "secrets">): string | undefined {
  const id = header("x-tower-request-id");
  return id ? quote(id, secrets, 100) : undefined;
}

function factsOf(answer: ReceivedAnswer) {
  const { operation, server, status } = answer;
  return { operation, server, status, requestId: requestIdOf(answer) };
}

function errorBody({ text, secrets }: ReceivedAnswer): { message: string; code?: unknown } | undefined {
  try {
    const body: unknown = JSON.parse(text ?? "");
    if (body && typeof body === "object" && "message" in body && typeof body.message === "string") {
      return { message: quote(body.message, secrets), code: "code" in body ? body.code : undefined };
    }
  } catch {
    // Not JSON: the caller quotes the first line instead.
  }
  return undefined;
}

function retryAfter(header: string | null, serverNow: number): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - serverNow;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function originOf(location: string | null, server: string): string | undefined {
  if (!location || !URL.canParse(location, server)) return undefined;
  const { origin } = new URL(location, server);
  // Addresses such as `javascript:…` have the origin "null".
  return origin === "null" ? undefined : origin;
}

function contentType({ header, secrets }: ReceivedAnswer): string {
  return quote(header("content-type") ?? "", secrets, 100) || "no content type";
}

function body({ operation, status, text, secrets }: ReceivedAnswer): string {
  if (text === undefined) return "a body that was cut off";
  // It may contain a token that we do not know yet.
  if (operation === "Login" && status < 300 && text.trim() !== "") return "not shown, because it may hold a token";
  return quoteFirstLine(text, secrets);
}
