import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { CertificateError, type CloudTowerError, type RequesterOptions } from "../../provider/cloudtower";
import { clientOf, failureOf, openServer, reset } from "./scriptedServer";

function pem(name: string): string {
  return readFileSync(join(__dirname, "certificates", `${name}.pem`), "utf8");
}

/** A server with the certificate of this name. */
function openTls(name: string) {
  return openServer({ cert: pem(name), key: pem(`${name}.key`) });
}

async function distrust(server: string, options: Partial<RequesterOptions> = {}): Promise<CloudTowerError> {
  const { cloudTower, clock } = clientOf(server, options);
  const start = clock.now();
  const error = await failureOf<CloudTowerError>(cloudTower.enterMaintenance("host", []));
  expect(error).toBeInstanceOf(CertificateError);
  // Waiting does not fix a certificate, and no request was sent.
  expect([error.facts.fate, error.facts.transient, clock.now() - start]).toEqual(["not-acted", false, 0]);
  return error;
}

const ca = { caCert: pem("ca") };

describe("a certificate is verified", () => {
  const cases: [string, string, Partial<RequesterOptions>, string, string][] = [
    [
      "self-signed",
      "self-signed",
      {},
      "its certificate is self-signed. Give that certificate as cloudtower:caCert (CLOUDTOWER_CA_CERT)",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    ],
    [
      "of an unknown CA",
      "good",
      {},
      "the CA of its certificate is not trusted on this machine. Give the CA's certificate as cloudtower:caCert",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
    [
      "of another CA than the given one",
      "good",
      { caCert: pem("other-ca") },
      "the CA of its certificate is not trusted on this machine",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    ],
    [
      "expired",
      "expired",
      ca,
      "its certificate has expired. Renew the certificate on the CloudTower",
      "CERT_HAS_EXPIRED",
    ],
    [
      "for another name",
      "other-name",
      ca,
      "its certificate is for another name. Use a name of the certificate as cloudtower:server",
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
  ];
  it.each(cases)("%s", async (_, name, options, remedy, code) => {
    const server = await openTls(name);
    const { message } = await distrust(server.url, options);
    expect(message).toContain(`EnterMaintenanceMode: ${server.url} was not trusted: ${remedy}`);
    expect(message).toContain("set cloudtower:insecureSkipTlsVerify (CLOUDTOWER_INSECURE_SKIP_TLS_VERIFY) to true");
    expect(message).toContain(code);
    expect(server.seen).toEqual([]);
  });

  it("for another name, which is quoted", async () => {
    const server = await openTls("other-name");
    const { message } = await distrust(`https://localhost:${server.port}`, ca);
    expect(message).toContain("(it is for DNS:tower.example.com)");
  });

  it.each(["self-signed", "good", "expired", "other-name"])("%s, and accepted if verification is off", async (name) => {
    const server = await openTls(name);
    const { cloudTower } = clientOf(server.url, { insecureSkipTlsVerify: true });
    expect(await cloudTower.enterMaintenance("host", [])).toBe("task");
    expect(await cloudTower.hosts({})).toEqual([]);
  });

  it("and taken with its CA, or as itself when self-signed", async () => {
    const good = await openTls("good");
    for (const server of [good.url, `https://localhost:${good.port}`]) {
      expect(await clientOf(server, ca).cloudTower.enterMaintenance("host", [])).toBe("task");
    }
    const own = await openTls("self-signed");
    expect(await clientOf(own.url, { caCert: pem("self-signed") }).cloudTower.hosts({})).toEqual([]);
  });

  it("and all CAs of a file are used", async () => {
    const server = await openTls("good");
    const { cloudTower } = clientOf(server.url, { caCert: `${pem("other-ca")}\n${pem("ca")}` });
    expect(await cloudTower.hosts({})).toEqual([]);
  });
});

describe("NODE_TLS_REJECT_UNAUTHORIZED=0", () => {
  afterEach(() => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  });

  it("does not switch verification off: only our own setting does, and warns", async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    await distrust((await openTls("self-signed")).url);
  });
});

it("a caCert that is not a certificate is explained", async () => {
  const server = await openTls("good");
  for (const caCert of [
    "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
    pem("ca").slice(0, 400),
  ]) {
    const { message } = await distrust(server.url, { caCert });
    expect(message).toContain("cloudtower:caCert");
  }
});

it("https to a server that speaks plain HTTP is explained", async () => {
  const server = await openServer();
  const { message } = await distrust(server.url.replace("http:", "https:"));
  expect(message).toContain("it does not speak TLS on this port. Check the port, and the network in between");
  expect(message).not.toMatch(/set cloudtower:server to http:/);
});

it("http to a server that speaks TLS fails without sending the credential", async () => {
  const server = await openTls("good");
  const { cloudTower } = clientOf(server.url.replace("https:", "http:"));
  const error = await failureOf<CloudTowerError>(cloudTower.hosts({}));
  expect(error.message).toMatch(/closed the connection|does not answer in HTTP/);
  expect(server.seen).toEqual([]);
});

it("a reset over TLS is not a certificate's fault", async () => {
  const server = await openTls("good");
  server.always("EnterMaintenanceMode", reset);
  const error = await failureOf<CloudTowerError>(clientOf(server.url, ca).cloudTower.enterMaintenance("host", []));
  expect([error.name, error.facts.fate]).toEqual(["UnreachableError", "unknown"]);
});
