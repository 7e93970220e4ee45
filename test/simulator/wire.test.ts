import { describe, expect, it } from "vitest";
import { ApiClient } from "./apiClient";

describe("credentials", () => {
  it("logs root in with the default password and refuses a wrong one with 400", async () => {
    const client = await ApiClient.open();
    expect(client.token).toEqual(expect.any(String));
    const wrong = await client.send("/login", { username: "root", password: "wrong" });
    expect([wrong.status, wrong.body.message]).toEqual([400, "Incorrect username or password."]);
  });

  it("accepts only the raw token: none, an unknown one and a Bearer one are 401", async () => {
    const client = await ApiClient.open({ tokens: ["api-key"] });
    const statusWith = async (authorization: string | undefined) => {
      client.token = undefined;
      return (await client.send("/get-hosts", {}, authorization === undefined ? {} : { authorization })).status;
    };
    const { token } = client;
    expect(await statusWith(token)).toBe(200);
    expect(await statusWith("api-key")).toBe(200);
    for (const bad of [undefined, "nonsense", `Bearer ${token}`]) expect(await statusWith(bad)).toBe(401);
    expect(client.sim.requests.map(({ authorized }) => authorized)).toEqual([true, true, true, false, false, false]);
  });

  it("refuses user sources that are not configured", async () => {
    const client = await ApiClient.open();
    const ldap = { username: "root", password: "simulator", source: "LDAP" };
    expect((await client.send("/login", ldap)).status).toBe(400);
    client.sim.quirks.loginSources = ["LDAP"];
    expect((await client.send("/login", ldap)).status).toBe(200);
    expect((await client.send("/login", { ...ldap, source: null })).status).toBe(400);
  });

  it("ends sessions by time-out and by command, but not API tokens", async () => {
    const client = await ApiClient.open({ sessionTimeout: 60_000, tokens: ["api-key"] });
    client.pass(59);
    expect((await client.send("/get-hosts", {})).status).toBe(200);
    client.pass(2);
    expect((await client.send("/get-hosts", {})).status).toBe(401);
    const again = await client.ok<{ data: { token: string } }>("/login", { username: "root", password: "simulator" });
    client.token = again.data.token;
    expect((await client.send("/get-hosts", {})).status).toBe(200);
    client.sim.expireTokens();
    expect((await client.send("/get-hosts", {})).status).toBe(401);
    expect((await client.send("/get-hosts", {}, { authorization: "api-key" })).status).toBe(200);
  });

  it("keeps passwords out of the request log", async () => {
    const client = await ApiClient.open();
    expect(JSON.stringify(client.sim.requests)).not.toContain('"simulator"');
  });
});

describe("answers", () => {
  it("carry a request id of their own and the simulator's time", async () => {
    const client = await ApiClient.open();
    const first = await client.send("/get-hosts", {});
    const second = await client.send("/get-hosts", {});
    expect(first.headers.get("date")).toBe("Mon, 05 Jan 2026 08:00:00 GMT");
    expect(first.headers.get("x-tower-request-id")).not.toBe(second.headers.get("x-tower-request-id"));
    expect(client.sim.requests.at(-1)?.requestId).toBe(second.headers.get("x-tower-request-id"));
  });

  it("come in the language asked for; other languages are 400", async () => {
    const client = await ApiClient.open();
    const login = (language: string) =>
      client.send("/login", { username: "root", password: "wrong" }, { "content-language": language });
    expect((await login("zh-CN")).body.message).toBe("用户名或密码错误。");
    expect((await login("*")).body.message).toBe("Incorrect username or password.");
    expect((await client.send("/get-hosts", {}, { "content-language": "fr" })).status).toBe(400);
    expect((await client.send("/get-hosts", {}, { "content-language": "en-US" })).status).toBe(200);
  });

  it("to unknown paths and other methods are 404 with an ErrorBody", async () => {
    const client = await ApiClient.open();
    const unknown = await client.send("/enter-maintenance-mode", {});
    expect(unknown.body).toMatchObject({ status: 404, path: "/v2/api/enter-maintenance-mode" });
    expect((await fetch(`${client.sim.url}/v2/api/get-hosts`)).status).toBe(404);
    expect(client.sim.violations.map(({ kind }) => kind)).toEqual(["request", "request"]);
  });
});

describe("the contract", () => {
  it.each([
    ["/get-hosts", { where: { host_state: "IN_USE" } }, 'unknown field "host_state" in where'],
    ["/get-vms", { where: { OR: [{ host: { nam: "x" } }] } }, 'unknown field "nam" in where.OR.0.host'],
    ["/enter-maintance-mode", { where: { id: "x", host_id: "x" }, data: {} }, 'unknown field "id" in where'],
    ["/enter-maintance-mode-precheck-result", { where: {} }, "where must have required property 'task_id'"],
    ["/exit-maintance-mode", { where: { host_id: "x" } }, "body must have required property 'data'"],
    [
      "/get-hosts",
      { where: { state: "GONE" } },
      "where.state must be equal to one of the allowed values IDLE, IN_USE, REMOVING",
    ],
    ["/get-hosts", { first: "10" }, "first must be integer"],
    ["/get-hosts", { first: 2 ** 40 }, 'first must match format "int32"'],
  ])("refuses %s %j with 400, naming the field", async (path, body, problem) => {
    const client = await ApiClient.open();
    const reply = await client.send(path, body);
    expect(reply.status).toBe(400);
    expect(reply.body.message).toContain(problem);
    expect(client.sim.violations).toEqual([
      { kind: "request", operation: expect.any(String), message: expect.stringContaining(problem) },
    ]);
  });

  it("refuses what is not JSON, and no body at all", async () => {
    const client = await ApiClient.open();
    expect((await client.send("/get-hosts", "{oops")).body).toMatchObject({ status: 400, path: "/v2/api/get-hosts" });
    expect((await client.send("/get-hosts", "")).status).toBe(400);
  });

  it("tolerates unknown fields outside filters, and null filters", async () => {
    const client = await ApiClient.open();
    expect(await client.hosts({ where: null, orderBy: null, first: null, effect: {} })).toHaveLength(7);
    expect(await client.hosts({ where: { name: null, cluster: null, OR: null } })).toHaveLength(7);
    expect(client.sim.violations).toEqual([]);
  });
});
