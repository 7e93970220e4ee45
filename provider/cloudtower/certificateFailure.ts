import { CertificateError, type FailureFacts } from "./errors";
import { quote } from "./quote";

const UNKNOWN_CA =
  "the CA of its certificate is not known here. Give the CA's certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)";
const UNFIT = "its certificate, or one that it was signed with, is not fit for this. Have it issued again";

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
 * What is wrong with a server's certificate and how to mend it; undefined when that is not what failed.
 * The handshake comes before the request, so that nothing can have been acted on.
 */
export function certificateFailure(
  { code, message }: { code: string; message: string },
  request: Pick<FailureFacts, "operation" | "server">,
): CertificateError | undefined {
  const what = `${request.operation}: ${request.server}`;
  const facts: FailureFacts = { ...request, fate: "not-acted", transient: false };
  const remedy = REMEDIES[code];
  if (remedy) {
    const names = code === "ERR_TLS_CERT_ALTNAME_INVALID" ? namesIn(message) : "";
    return new CertificateError(
      `${what} was not trusted: ${remedy}${names}; or, where nobody can listen in, set cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) to true. [${code}]`,
      facts,
    );
  }
  if (NOT_TLS.has(code)) {
    return new CertificateError(
      `${what} does not speak TLS there. If it is plain HTTP, set cloudtower:server to http://… [${code}]`,
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

/** Node tells the names that the certificate has at the end of its message. */
function namesIn(message: string): string {
  const names = /cert's (?:altnames|list): ?(.*)$|cert's CN: ?(.*)$/s.exec(message);
  const list = names?.[1] || names?.[2];
  return list ? ` (it is for ${quote(list, [], 200)})` : "";
}
