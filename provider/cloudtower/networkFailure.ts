import { CertificateError, type CloudTowerError, type FailureFacts, UnreachableError } from "./errors";

/** Failures before a connection stood, so that no request can have arrived. */
const BEFORE_CONNECTION = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

const CERTIFICATE_REMEDIES: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is self-signed. Give that certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate comes from a private CA. Give that CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the CA of its certificate is not known here. Give the CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the CA of its certificate is not known here. Give the CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  UNABLE_TO_GET_ISSUER_CERT:
    "the CA of its certificate is not known here. Give the CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
  CERT_SIGNATURE_FAILURE:
    "its certificate was not signed by the CA in cloudtower:caCert (CLOUDTOWER_CA_CERT). Give the right CA's certificate",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew the certificate on the CloudTower",
  CERT_NOT_YET_VALID: "its certificate is not valid yet. Check the clocks of both machines",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "its certificate is for another name. Use a name of the certificate as cloudtower:server (CLOUDTOWER_SERVER)",
};

const NOT_TLS = new Set(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"]);

/** Turns what node-fetch rejected with into one of our errors. `timeoutMs` is the limit that this request had. */
export function networkFailure(
  error: unknown,
  facts: Pick<FailureFacts, "operation" | "server">,
  timeoutMs: number,
): CloudTowerError {
  const { code = "", syscall = "", name = "", message = String(error) } = detailsOf(error);
  const what = `${facts.operation}: ${facts.server}`;

  const remedy = CERTIFICATE_REMEDIES[code];
  if (remedy) {
    return new CertificateError(
      `${what} was not trusted: ${remedy}; or, where nobody can listen in, set cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) to true. [${code}]`,
      { ...facts, fate: "not-acted", transient: false },
    );
  }
  if (NOT_TLS.has(code)) {
    return new CertificateError(
      `${what} does not speak TLS there. If it is plain HTTP, set cloudtower:server to http://… [${code}]`,
      { ...facts, fate: "not-acted", transient: false },
    );
  }
  if (name === "TimeoutError" || name === "AbortError") {
    return new UnreachableError(`${what} did not answer within ${timeoutMs / 1000} s`, {
      ...facts,
      fate: "unknown",
      transient: true,
    });
  }
  const neverArrived = BEFORE_CONNECTION.has(code) || syscall === "connect";
  return new UnreachableError(`${what} ${neverArrived ? "is not reachable" : "broke off the connection"}: ${message}`, {
    ...facts,
    fate: neverArrived ? "not-acted" : "unknown",
    transient: true,
  });
}

function detailsOf(error: unknown): { code?: string; syscall?: string; name?: string; message?: string } {
  if (!(error instanceof Error)) return {};
  const { code, erroredSysCall } = error as Error & { code?: unknown; erroredSysCall?: unknown };
  return {
    name: error.name,
    message: code ? String(code) : error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof erroredSysCall === "string" ? { syscall: erroredSysCall } : {}),
  };
}
