import { AnswerError, CertificateError, type CloudTowerError, type FailureFacts, UnreachableError } from "./errors";
import { quote } from "./quote";

/** System calls before a connection is established. If they fail, no request can have arrived. */
const BEFORE_CONNECTION = new Set(["connect", "getaddrinfo"]);
/** The same if Node tried several addresses: then it names no system call. */
const NOT_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/** A request, and the part of its answer that had arrived before it failed. */
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
    return new AnswerError(`${what} answered ${request.status} with more than 16 MB`, { ...facts, transient: false });
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
      `${what} closed the connection in the middle of its answer (HTTP ${request.status})${inBrackets(code)}`,
      facts,
    );
  }
  const neverArrived = syscall ? BEFORE_CONNECTION.has(syscall) : NOT_CONNECTED.has(code);
  return new UnreachableError(
    `${what} ${neverArrived ? "is not reachable" : "closed the connection"}: ${code || message}`,
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
    // node-fetch renames it. An error that is thrown before node-fetch wraps it has Node's own name.
    syscall: text("erroredSysCall") || text("syscall"),
    name: text("name"),
    type: text("type"),
    message: text("message") || String(error),
  };
}

const UNKNOWN_CA =
  "the CA of its certificate is not trusted on this machine. Give the CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)";
const UNFIT = "its certificate, or one in its chain, is not valid for this use. Have it reissued";

const REMEDIES: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is self-signed. Give that certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate comes from a private CA. Give that CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_CA,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_CA,
  CERT_UNTRUSTED: UNKNOWN_CA,
  CERT_SIGNATURE_FAILURE:
    "its certificate was not signed by the CA in cloudtower:caCert (CLOUDTOWER_CA_CERT). Give the right CA's certificate",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew the certificate on the CloudTower",
  CERT_NOT_YET_VALID: "its certificate is not valid yet. Check the clocks of both machines",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "its certificate is for another name. Use a name of the certificate as cloudtower:server (CLOUDTOWER_SERVER)",
  CERT_REVOKED: "its certificate was revoked. Renew the certificate on the CloudTower",
  INVALID_CA: UNFIT,
  INVALID_PURPOSE: UNFIT,
  CERT_REJECTED: UNFIT,
  CERT_CHAIN_TOO_LONG: UNFIT,
  PATH_LENGTH_EXCEEDED: UNFIT,
  UNSPECIFIED: UNFIT,
};

const NOT_TLS = new Set(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"]);

/**
 * What is wrong with a server's certificate, and how to fix it; undefined if something else failed.
 * The handshake precedes the request, so CloudTower cannot have acted on it.
 */
function certificateFailure(
  { code, message }: { code: string; message: string },
  request: Pick<FailureFacts, "operation" | "server">,
): CertificateError | undefined {
  const what = `${request.operation}: ${request.server}`;
  const facts: FailureFacts = { ...request, fate: "not-acted", transient: false };
  const remedy = REMEDIES[code];
  if (remedy) {
    const names = code === "ERR_TLS_CERT_ALTNAME_INVALID" ? namesIn(message) : "";
    return new CertificateError(
      `${what} was not trusted: ${remedy}${names}; or, if nobody can intercept the connection, set cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) to true. [${code}]`,
      facts,
    );
  }
  if (NOT_TLS.has(code)) {
    return new CertificateError(
      `${what} was not trusted: it does not speak TLS on this port. Check the port, and the network in between: CloudTower speaks TLS, and whatever answers in its place would get the credentials. Set an http:// address in cloudtower:server (CLOUDTOWER_SERVER) only for a server that is meant to be used without TLS, where nobody can listen in [${code}]`,
      facts,
    );
  }
  if (code.startsWith("ERR_OSSL_") && !code.startsWith("ERR_OSSL_EVP_")) {
    return new CertificateError(
      `${what} was not asked: cloudtower:caCert (CLOUDTOWER_CA_CERT) cannot be read as a certificate. Copy it again, whole, in PEM form. [${code}]`,
      facts,
    );
  }
  return undefined;
}

/** Node lists the certificate's names at the end of its message. */
function namesIn(message: string): string {
  const names = /cert's (?:altnames|list): ?(.*)$|cert's CN: ?(.*)$/s.exec(message);
  const list = names?.[1] || names?.[2];
  return list ? ` (it is for ${quote(list, [], 200)})` : "";
}
