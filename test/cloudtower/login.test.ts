import { expect, it } from "vitest";
import { type CloudTowerError, CredentialsError } from "../../provider/cloudtower";
import { Login } from "../../provider/cloudtower/login";
import { clientOf, failureOf, json, openServer, type ScriptedServer, USER } from "./scriptedServer";

const refused = json({ message: "not today" }, 401);

/** Each login returns a new token; only the last one is valid. Returns a function that ends the session. */
function withSessions(server: ScriptedServer): () => void {
  let logins = 0;
  let valid = "none";
  server.always("Login", (response, seen) => {
    logins += 1;
    valid = `token-${logins}`;
    json({ data: { token: valid } })(response, seen);
  });
  for (const operation of ["GetHosts", "GetVms"] as const) {
    server.always(operation, (response, seen) => (seen.authorization === valid ? json([]) : refused)(response, seen));
  }
  return () => {
    valid = "none";
  };
}

it("one login serves all requests, and each expired session costs one login and one repeat", async () => {
  const server = await openServer();
  const expire = withSessions(server);
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  await cloudTower.host("a");
  await cloudTower.host("a");
  expect([server.count("Login"), server.count("GetHosts")]).toEqual([1, 2]);
  for (let round = 1; round <= 5; round += 1) {
    expire();
    await cloudTower.host("a");
    expect([server.count("Login"), server.count("GetHosts")]).toEqual([1 + round, 2 + 2 * round]);
  }
  expect(server.seen[0]?.body).toEqual({ username: "admin", password: "pass-word", source: "LOCAL" });
});

it("requests that are refused together share one login", async () => {
  const server = await openServer();
  const expire = withSessions(server);
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  await Promise.all(Array.from({ length: 12 }, () => cloudTower.hosts({ id: "a" })));
  expect(server.count("Login")).toBe(1);
  expire();
  await Promise.all(Array.from({ length: 12 }, () => cloudTower.hosts({ id: "a" })));
  expect([server.count("Login"), server.count("GetHosts")]).toEqual([2, 12 + 24]);
});

it("requests that are refused at the very same moment share one login too", async () => {
  let logins = 0;
  const login = new Login(USER, async () => `token-${++logins}`);
  const first = await login.token();
  const renewed = await Promise.all([login.renew(first), login.renew(first), login.renew(first)]);
  expect([new Set(renewed), logins]).toEqual([new Set(["token-2"]), 2]);
});

it("a token is not renewed: 401 is an error at once", async () => {
  const server = await openServer();
  server.always("GetHosts", refused);
  const error = await failureOf<CloudTowerError>(clientOf(server.url).cloudTower.host("a"));
  expect(error).toBeInstanceOf(CredentialsError);
  expect(error.message).toContain('does not accept the credentials (HTTP 401, "not today")');
  expect(server.seen.map((one) => [one.operation, one.authorization])).toEqual([["GetHosts", "token-0"]]);
});

it("401 after a new login is an error, and no loop", async () => {
  const server = await openServer();
  server.always("GetHosts", refused);
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  expect(await failureOf(cloudTower.host("a"))).toBeInstanceOf(CredentialsError);
  expect([server.count("Login"), server.count("GetHosts")]).toEqual([2, 2]);
});

it("403 is an error at once, also with a username", async () => {
  const server = await openServer();
  server.always("GetHosts", json({ message: "no right" }, 403));
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  const error = await failureOf(cloudTower.host("a"));
  expect(error).toBeInstanceOf(CredentialsError);
  expect(error.message).toContain("does not permit this for the user");
  expect([server.count("Login"), server.count("GetHosts")]).toEqual([1, 1]);
});

it.each([400, 401, 404])(
  "a login refused with %i names the user and the settings, and is not repeated",
  async (status) => {
    const server = await openServer();
    server.always("Login", json({ message: "wrong password" }, status));
    const error = await failureOf(clientOf(server.url, { credentials: USER }).cloudTower.host("a"));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toContain(`did not let user "admin" (source LOCAL) in: "wrong password" (HTTP ${status})`);
    expect(error.message).toContain("CLOUDTOWER_PASSWORD");
    expect(server.seen.length).toBe(1);
  },
);

it("a login that failed is tried afresh by the next call", async () => {
  const server = await openServer();
  server.next("Login", json({ message: "wrong password" }, 400));
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  await failureOf(cloudTower.host("a"));
  expect(await cloudTower.host("a")).toBeUndefined();
});

it("a caller that gives up during a login stops waiting, and the login continues for the others", async () => {
  const server = await openServer();
  const stop = new AbortController();
  let finish = () => {};
  server.always("Login", (response, seen) => {
    finish = () => json({ data: { token: "late" } })(response, seen);
    stop.abort(new Error("enough"));
  });
  const { cloudTower } = clientOf(server.url, { credentials: USER });
  const patient = cloudTower.host("a");
  expect((await failureOf(cloudTower.host("a", { signal: stop.signal }))).message).toBe("enough");
  finish();
  expect(await patient).toBeUndefined();
  expect(server.count("Login")).toBe(1);
});
