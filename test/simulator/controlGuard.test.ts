// Other sites' pages, in the browser of whoever runs the simulator, reach 127.0.0.1 too.
import { request } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../simulator";

async function asked(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; port: string; expired: boolean }> {
  const simulator = await startSimulator({ tokens: ["t"] });
  onTestFinished(() => simulator.close());
  const { port } = new URL(simulator.url);
  const login = await fetch(`${simulator.url}/v2/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "root", password: "simulator", source: "LOCAL" }),
  });
  const { data } = (await login.json()) as { data: { token: string } };
  const filled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace("PORT", port)]),
  );
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers: filled }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject).end();
  });
  const { status: after } = await fetch(`${simulator.url}/v2/api/get-hosts`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: data.token },
    body: "{}",
  });
  return { status, port, expired: after === 401 };
}

it.each([
  ["a page of another site", { host: "127.0.0.1:PORT", origin: "https://evil.example.com" }],
  ["a page in a sandbox", { host: "127.0.0.1:PORT", origin: "null" }],
  ["a page of another program on this machine", { host: "127.0.0.1:PORT", origin: "http://127.0.0.1:1" }],
  [
    "a page whose name is made to mean this address",
    { host: "evil.example.com:PORT", origin: "http://evil.example.com:PORT" },
  ],
  ["the same without Origin", { host: "evil.example.com" }],
])("%s changes nothing and reads nothing", async (_, headers) => {
  for (const path of ["/control/expire-tokens", "/%63ontrol/expire-tokens"]) {
    const { status, expired } = await asked("POST", path, headers);
    expect([400, 403]).toContain(status);
    expect(expired).toBe(false);
  }
  for (const path of ["/control/state", "/", "/page/events"]) {
    expect((await asked("GET", path, headers)).status).not.toBe(200);
  }
});

it.each([
  [{ host: "127.0.0.1:PORT" }],
  [{ host: "localhost:PORT" }],
  [{ host: "[::1]:PORT" }],
  [{ host: "127.0.0.1:PORT", origin: "http://127.0.0.1:PORT" }],
])("who asks by address, or from a page of the simulator's own, is heard: %j", async (headers) => {
  const { status, expired } = await asked("POST", "/control/expire-tokens", headers);
  expect(status).toBe(200);
  expect(expired).toBe(true);
});
