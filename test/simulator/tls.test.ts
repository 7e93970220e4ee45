import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../simulator";

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=simulator", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject], {
    stdio: "ignore",
  });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}

it("serves HTTPS with the given certificate", async () => {
  const tls = selfSigned();
  const sim = await startSimulator({ tls });
  onTestFinished(() => sim.close());
  expect(sim.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const statusWith = (ca: string | undefined) =>
    new Promise<number | string | undefined>((resolve) => {
      request(`${sim.url}/v2/api/get-hosts`, { method: "POST", agent: false, ...(ca ? { ca } : {}) }, (response) =>
        resolve(response.resume().statusCode),
      )
        .on("error", (error: NodeJS.ErrnoException) => resolve(error.code))
        .end();
    });
  expect(await statusWith(tls.cert)).toBe(401);
  expect(await statusWith(undefined)).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
});
